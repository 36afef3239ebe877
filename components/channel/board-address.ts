import { ChannelBoardRequest } from '@/lib/api/schema/channel-board';

const PATH = '/channels';
const FIELDS = ['query', 'registry', 'state', 'days', 'sort', 'offset'] as const;
const DEFAULTS = ChannelBoardRequest.parse({});

/** Lines a page of the board has, and is asked for at a time. */
export const BOARD_PAGE = DEFAULTS.limit;

/** What the board's address asks for. What is not understood counts as not said; of a repeated name the first counts. */
export function parseBoardAddress(
  parameters: Readonly<Record<string, string | string[] | undefined>>,
): ChannelBoardRequest {
  const said: Record<string, unknown> = {};
  for (const field of FIELDS) {
    const value = [parameters[field]].flat()[0];
    if (value === undefined || value === '') continue;
    const parsed = ChannelBoardRequest.shape[field].safeParse(value);
    if (parsed.success) said[field] = parsed.data;
  }
  return ChannelBoardRequest.parse(said);
}

/** The board's address for a request: only what differs from the defaults is in it. */
export function boardPath(request: ChannelBoardRequest): string {
  const search = boardParameters(request).toString();
  return search === '' ? PATH : `${PATH}?${search}`;
}

/** The same as parameters, for the HTTP API too. */
export function boardParameters(request: ChannelBoardRequest): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const field of FIELDS) {
    const value = request[field];
    if (value !== undefined && value !== DEFAULTS[field]) parameters.set(field, String(value));
  }
  return parameters;
}
