import { AppError } from '@/lib/errors';
import { REGISTRY_NAME } from '@/lib/references';

/**
 * The cookies that hold people's logins at registries, sealed: one a registry, sent with calls of the API only, never
 * with a page, and neither read by scripts nor sent along from another site.
 * Rule: https://www.rfc-editor.org/rfc/rfc6265#section-4.1
 */

const PREFIX = 'chartroom-login.';
const PATH = '/api/v1';
/** Bytes of a `Set-Cookie`; browsers drop a longer one: https://www.rfc-editor.org/rfc/rfc6265#section-6.1 */
const MAX_COOKIE = 4096;
/** Bytes of all logins in one request: nginx takes lines of 8 KiB at most, and there are other cookies. */
const MAX_ALL = 7168;

/** A session as the browser shall keep it. */
export interface SessionCookie {
  /** the registry's configured name */
  registry: string;
  sealed: string;
  /** milliseconds since the epoch */
  expiresAt: number;
}

/**
 * The sealed sessions of a request, by registry. Of two cookies with one name, one is not ours: both are given as the
 * empty text, which is no session.
 */
export function readSessionCookies(headers: Headers): Map<string, string> {
  const found = new Map<string, string>();
  for (const pair of (headers.get('cookie') ?? '').split(';')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals)).trim();
    const registry = name.slice(PREFIX.length);
    if (!name.startsWith(PREFIX) || !REGISTRY_NAME.test(registry)) continue;
    found.set(registry, found.has(registry) ? '' : pair.slice(equals + 1).trim());
  }
  return found;
}

/** Whether a request carries a login, sound or not. */
export function hasSessionCookie(headers: Headers): boolean {
  return (headers.get('cookie') ?? '').includes(PREFIX);
}

/**
 * The `Set-Cookie` for a new session.
 * @param request the sign-in: it tells whether the browser came by https, and what else it keeps
 * @param now milliseconds since the epoch
 * @throws AppError `invalid_request` when the login is too long to be kept, alone or beside the others
 */
export function writeSessionCookie(
  { registry, sealed, expiresAt }: SessionCookie,
  request: Request,
  now: number,
): string {
  const age = Math.max(0, Math.floor((expiresAt - now) / 1000));
  const cookie = attributed(`${PREFIX}${registry}=${sealed}`, age, request);
  if (cookie.length > MAX_COOKIE)
    throw new AppError(
      'invalid_request',
      `This password or token is too long to stay signed in with: a cookie holds about 2,700 characters of it. Send it with each promotion instead, as HTTP Basic.`,
    );
  const others = [...readSessionCookies(request.headers)].filter(([name]) => name !== registry);
  const together = [...others, [registry, sealed]].reduce(
    (size, [name = '', value = '']) => size + PREFIX.length + name.length + value.length + 3,
    0,
  );
  if (together > MAX_ALL)
    throw new AppError(
      'invalid_request',
      `There is no room for one more login of this length: a request carries ${MAX_ALL} bytes of them. Sign out at another registry first.`,
    );
  return cookie;
}

/** The `Set-Cookie` that makes the browser forget a session. */
export function dropSessionCookie(registry: string, request: Request): string {
  return attributed(`${PREFIX}${registry}=`, 0, request);
}

function attributed(pair: string, age: number, request: Request): string {
  const parts = [pair, `Path=${PATH}`, `Max-Age=${age}`, 'HttpOnly', 'SameSite=Strict'];
  if (cameByHttps(request)) parts.push('Secure');
  return parts.join('; ');
}

/** The browser's own word goes first; a proxy that ends TLS may not pass it on. */
function cameByHttps({ headers, url }: Request): boolean {
  const origin = headers.get('origin');
  if (origin?.startsWith('https://')) return true;
  const forwarded = headers.get('x-forwarded-proto')?.split(',', 1)[0]?.trim();
  return (forwarded ?? new URL(url).protocol.slice(0, -1)) === 'https';
}
