import type { Answer } from '@/lib/oci/exchange';
import { RegistryError } from '@/lib/oci/registry-error';
import type { TrustedHosts } from '@/lib/oci/trusted-hosts';

/** How many redirects one call follows. */
export const MAX_REDIRECTS = 10;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Whether the answer sends the caller elsewhere. */
export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/**
 * Where a redirect may lead: http or https, never from https to http, and never to a host written as a private,
 * loopback or link-local address unless the configuration trusts it. Names are checked when they are connected to.
 * @param answer a redirect
 * @param from the URL that was asked
 * @throws RegistryError `protocol` without a usable Location, `refused` when it must not be followed
 */
export function redirectTarget(answer: Answer, from: URL, trusted: TrustedHosts): URL {
  const { method, url, status } = answer;
  const location = answer.headers.location;
  const text = Array.isArray(location) ? location[0] : location;
  if (text === undefined || !URL.canParse(text, from))
    throw new RegistryError('protocol', `${method} ${url} answered ${status} without a usable Location.`, {
      method,
      url,
      status,
    });
  const target = new URL(text, from);
  const reason = refusalReason(target, from, trusted);
  if (reason !== undefined)
    throw new RegistryError('refused', `${method} ${url} redirects ${reason}; it was not followed.`, {
      method,
      url,
      status,
    });
  target.username = '';
  target.password = '';
  target.hash = '';
  return target;
}

function refusalReason(target: URL, from: URL, trusted: TrustedHosts): string | undefined {
  if (from.protocol === 'https:' && target.protocol === 'http:') return `from https to http (${target.host})`;
  const reason = trusted.refusal(target);
  return reason === undefined ? undefined : `to ${target.host || target.protocol} (${reason})`;
}
