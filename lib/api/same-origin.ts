import { hasSessionCookie } from '@/lib/api/session-cookie';
import { AppError } from '@/lib/errors';

/**
 * Refuses a write that a browser sends on behalf of another site.
 * Browsers say where a request comes from in `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/) and `Origin`
 * (https://fetch.spec.whatwg.org/#origin-header), which goes with every POST and DELETE; scripts send neither and are
 * let through, since a script carries nobody else's cookies. What carries a login must say that it comes from here.
 * @throws AppError `cross_origin`
 */
export function assertSameOrigin(headers: Headers): void {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') throw refusal();
  const origin = headers.get('origin');
  if (origin === null) {
    if (site !== 'same-origin' && hasSessionCookie(headers)) throw refusal();
    return;
  }
  if (!URL.canParse(origin) || new URL(origin).host !== hostAsked(headers, new URL(origin).protocol))
    throw refusal();
}

/** The host the browser asked: the first proxy's word goes first. A port that is the scheme's own is left out. */
function hostAsked(headers: Headers, protocol: string): string | undefined {
  const host = (headers.get('x-forwarded-host') ?? headers.get('host') ?? '').split(',')[0]?.trim();
  return URL.canParse(`${protocol}//${host}`) ? new URL(`${protocol}//${host}`).host : undefined;
}

function refusal(): AppError {
  return new AppError(
    'cross_origin',
    'This request came from another site. Open Chartroom itself and try again.',
  );
}
