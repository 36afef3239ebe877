import { literalReach } from '@/lib/oci/address-guard';

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * The hosts that the configuration names, and which may therefore be inside private networks: everything else that a
 * registry points at (a token service, a redirect's target, a link) must be an address anyone can reach.
 */
export class TrustedHosts {
  private readonly names = new Set<string>();

  /**
   * @param origins what the configuration gives as addresses: trusted with just their own port
   * @param hosts `host:port`, or `host` for every port of it; an IPv6 address in brackets
   */
  constructor(origins: readonly string[], hosts: readonly string[] = []) {
    for (const origin of origins) this.names.add(placeOf(new URL(origin)));
    for (const host of hosts) this.names.add(host.toLowerCase());
  }

  /** Whether the configuration names the host of this address. */
  has(url: URL): boolean {
    return this.names.has(placeOf(url)) || this.names.has(url.hostname);
  }

  /**
   * Why an address must not be connected to, or undefined when nothing in its text speaks against it. Names are looked
   * at again when they are connected to, as only then it is known where they lead.
   * @returns for example `it is a loopback address; name 127.0.0.1:5001 in “trustedHosts” to allow it`
   */
  refusal(url: URL): string | undefined {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return `it is a ${url.protocol} address`;
    if (this.has(url)) return undefined;
    const reach = literalReach(url.hostname);
    if (reach === undefined || reach === 'public') return undefined;
    return `it is a ${reach} address; name ${placeOf(url)} in “trustedHosts” to allow it`;
  }
}

/** `host:port`, the port also where it is the scheme's own. */
function placeOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port === '' ? (DEFAULT_PORTS[protocol] ?? '') : port}`;
}
