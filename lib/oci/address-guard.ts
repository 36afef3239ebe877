import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import ipaddr from 'ipaddr.js';

/**
 * How far an address reaches. `reserved` is everything that is no ordinary host: link-local (cloud metadata among it),
 * unspecified, multicast, documentation and tunnelling ranges.
 */
export type AddressReach = 'public' | 'private' | 'loopback' | 'reserved';

/** Resolves a host name to all its addresses, as `dns.lookup` with `all` does. */
export type Lookup = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A `connect.lookup` for undici, answering in the form it asks for. */
export type ConnectLookup = (
  hostname: string,
  options: LookupOptions,
  callback: (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
) => void;

/** The `code` of the error a guarded lookup ends with. */
const ADDRESS_REFUSED = 'ERR_ADDRESS_REFUSED';

/** All that is given out of IPv6. Rule: https://www.iana.org/assignments/ipv6-address-space */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/**
 * NAT64 for everyone wraps an IPv4 address; other prefixes keep it in places of their own.
 * Rule: https://www.rfc-editor.org/rfc/rfc6052#section-2.1
 */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/**
 * Ranges: https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry
 * @param address an IP address in any textual form; other text is `reserved`
 */
export function addressReach(address: string): AddressReach {
  if (!ipaddr.isValid(address)) return 'reserved';
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv6 && parsed.match(NAT64))
    return addressReach(parsed.toByteArray().slice(12).join('.'));
  switch (parsed.range()) {
    case 'unicast':
      // Also what nobody has: `::127.0.0.1` leads to this machine where the old tunnels are on.
      return parsed instanceof ipaddr.IPv6 && !parsed.match(GLOBAL_UNICAST) ? 'reserved' : 'public';
    case 'private':
    case 'uniqueLocal':
    case 'carrierGradeNat':
      return 'private';
    case 'loopback':
      return 'loopback';
    default:
      return 'reserved';
  }
}

/** The reach of a URL's host when it is written as an address (or `localhost`); undefined when it must be looked up. */
export function literalReach(hostname: string): AddressReach | undefined {
  if (/^(.+\.)?localhost\.?$/i.test(hostname)) return 'loopback';
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? addressReach(bare) : undefined;
}

/**
 * A name lookup that fails when any of the addresses is out of bounds. Used at connect time, so a name that changes
 * its address after a check gains nothing. Hosts written as addresses never get here: see `literalReach`.
 */
export function guardedLookup(
  allowed: ReadonlySet<AddressReach>,
  lookup: Lookup = systemLookup,
): ConnectLookup {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) {
        callback(error ?? refusal(hostname, 'no address'), []);
        return;
      }
      const outside = addresses.find(({ address }) => !allowed.has(addressReach(address)));
      if (outside !== undefined) callback(refusal(hostname, addressReach(outside.address)), []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function refusal(hostname: string, reach: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${hostname} resolves to a ${reach} address`), { code: ADDRESS_REFUSED });
}
