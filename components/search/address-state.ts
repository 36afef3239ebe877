import {
  formatSearchRequest,
  normalizeQuery,
  parseSearchRequest,
  type SearchRequest,
} from '@/lib/search/search-request';

/** What is asked for, and how far the address bar is behind. */
export interface AddressState {
  /** what stands in the search box */
  text: string;
  request: SearchRequest;
  /** whether the address says `request` already */
  written: boolean;
  /** the parameters the router told of last */
  told: string;
  /** parameters that were written and that the router has not told of yet, oldest first */
  awaited: readonly string[];
}

/** The state at an address. */
export function beginAt(told: string): AddressState {
  const request = parseSearchRequest(new URLSearchParams(told));
  return { text: request.query, request, written: true, told, awaited: [] };
}

/** After the text in the box became `text`. Another query begins at its first page. */
export function typeText(state: AddressState, text: string): AddressState {
  const query = normalizeQuery(text);
  if (query === state.request.query) return { ...state, text };
  return { ...state, text, request: { ...state.request, query, offset: 0 }, written: false };
}

/** After filters, order or page were chosen, which is not written yet. Anything but a page begins at the first one. */
export function choose(state: AddressState, part: Partial<SearchRequest>): AddressState {
  const request = { ...state.request, offset: 0, ...part };
  return { ...state, text: part.query ?? state.text, request, written: false };
}

/** After the address was made to say what is asked for. */
export function markWritten(state: AddressState): AddressState {
  const parameters = formatSearchRequest(state.request);
  const latest = state.awaited.at(-1) ?? state.told;
  return {
    ...state,
    written: true,
    awaited: parameters === latest ? state.awaited : [...state.awaited, parameters],
  };
}

/** After the router told of an address: an echo of what was written, or a step back, forward or along a link. */
export function hearAddress(state: AddressState, told: string): AddressState {
  const echo = state.awaited.indexOf(told);
  return echo < 0 ? beginAt(told) : { ...state, told, awaited: state.awaited.slice(echo + 1) };
}
