import { literalReach } from '@/lib/oci/address-guard';
import type { Answer } from '@/lib/oci/exchange';
import { RegistryError } from '@/lib/oci/registry-error';

/** How many redirects one call follows. */
export const MAX_REDIRECTS = 10;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Whether the answer sends the caller elsewhere. */
export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/**
 * Where a redirect may lead: http or https, never from https to http, and never to a host written as a private,
 * loopback or link-local address unless it is the registry's own host. Names are checked when they are connected to.
 * @param answer a redirect
 * @param from the URL that was asked
 * @param registryHost host name of the registry, without port
 * @throws RegistryError `protocol` without a usable Location, `refused` when it must not be followed
 */
export function redirectTarget(answer: Answer, from: URL, registryHost: string): URL {
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
  const reason = refusalReason(target, from, registryHost);
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

function refusalReason(target: URL, from: URL, registryHost: string): string | undefined {
  if (target.protocol !== 'https:' && target.protocol !== 'http:') return `to a ${target.protocol} address`;
  if (from.protocol === 'https:' && target.protocol === 'http:') return `from https to http (${target.host})`;
  if (target.hostname === registryHost) return undefined;
  const reach = literalReach(target.hostname);
  return reach === undefined || reach === 'public' ? undefined : `to the ${reach} address ${target.host}`;
}
