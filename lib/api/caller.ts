import { readClientAddress } from '@/lib/api/client-address';
import { readSessionCookies } from '@/lib/api/session-cookie';

/** Who sends a request, as far as it says. */
export interface Caller {
  /** a registry login given for this one request */
  login: { username: string; password: string } | null;
  /** the sign-ins that the browser keeps, sealed, by registry */
  sessions: ReadonlyMap<string, string>;
  /** where it comes from, for counting */
  address: string;
  /** a request header, for the name a trusted proxy may put there */
  header(name: string): string | null;
}

/** Reads the caller. Rule for the login: RFC 7617 (Basic), https://www.rfc-editor.org/rfc/rfc7617 */
export function readCaller(headers: Headers): Caller {
  return {
    login: readBasic(headers.get('authorization')),
    sessions: readSessionCookies(headers),
    address: readClientAddress(headers),
    header: (name) => headers.get(name),
  };
}

function readBasic(header: string | null): Caller['login'] {
  const match = /^basic +([A-Za-z0-9+/=]{1,8192})$/i.exec(header ?? '');
  if (match?.[1] === undefined) return null;
  const text = Buffer.from(match[1], 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon <= 0 ? null : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
