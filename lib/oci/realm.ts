import type { Challenge } from '@/lib/oci/challenge';
import type { TrustedHosts } from '@/lib/oci/trusted-hosts';

/** Where a bearer challenge sends for tokens; undefined when it names no http(s) address. A relative one is resolved. */
export function realmOf(challenge: Challenge, registry: URL): URL | undefined {
  const text = challenge.parameters.get('realm');
  // A realm of Basic is a title; some registries put one into Bearer as well, and it must not resolve to a path.
  if (text === undefined || text === '' || (!/^https?:/i.test(text) && !text.startsWith('/')))
    return undefined;
  if (!URL.canParse(text, registry)) return undefined;
  const realm = new URL(text, registry);
  realm.username = '';
  realm.password = '';
  return realm;
}

/**
 * Why a token must not be asked for there, or undefined when it may. A realm on another host is normal; it must be
 * https unless the registry itself is http, must not be an address inside a private network unless the configuration
 * trusts it, and gets a secret over http only on the registry's own host, on this machine, or where it is trusted.
 */
export function realmRefusal(
  realm: URL,
  registry: URL,
  trusted: TrustedHosts,
  withSecret: boolean,
): string | undefined {
  if (realm.protocol === 'http:' && registry.protocol === 'https:')
    return 'it is http, and the registry is https';
  if (realm.origin === registry.origin) return undefined;
  const refusal = trusted.refusal(realm);
  if (refusal !== undefined) return refusal;
  if (withSecret && realm.protocol === 'http:' && realm.hostname !== registry.hostname && !trusted.has(realm))
    return 'a password is not sent to another host over http';
  return undefined;
}
