import { AppError } from '@/lib/errors';

const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * The origin that the browser asked, such as `https://charts.example.com`: the first proxy's word goes first.
 * @throws AppError `invalid_request` when the host is none
 */
export function readRequestOrigin(request: Request): string {
  const scheme =
    readFirst(request.headers, 'x-forwarded-proto') ?? new URL(request.url).protocol.slice(0, -1);
  const host = readFirst(request.headers, 'x-forwarded-host') ?? request.headers.get('host') ?? '';
  const origin = `${scheme}://${host}`;
  if (!/^https?$/.test(scheme) || !HOST.test(host) || !URL.canParse(origin)) {
    throw new AppError('invalid_request', 'The request does not say which host it is for.');
  }
  return new URL(origin).origin;
}

function readFirst(headers: Headers, name: string): string | undefined {
  return headers.get(name)?.split(',', 1)[0]?.trim();
}
