import ipaddr from 'ipaddr.js';

/** Bits of an IPv6 address that one customer has to themselves: https://www.rfc-editor.org/rfc/rfc6177 */
const IPV6_PREFIX = 8; // bytes

/**
 * Which client a request comes from, for counting: the last address in `X-Forwarded-For`, which is the one that the
 * nearest proxy saw (Next.js fills it in where there is no proxy). Those before it are the client's own words.
 * @returns an IPv4 address, the first half of an IPv6 address, or `unknown`
 */
export function readClientAddress(headers: Headers): string {
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  const text = /^\[([^\]]+)\](?::\d+)?$/.exec(last)?.[1] ?? /^([\d.]+):\d+$/.exec(last)?.[1] ?? last;
  if (!ipaddr.isValid(text)) return 'unknown';
  const address = ipaddr.process(text);
  if (address.kind() === 'ipv4') return address.toString();
  return Buffer.from(address.toByteArray().slice(0, IPV6_PREFIX)).toString('hex');
}
