import type { Credentials } from '@/lib/oci/credentials';

/** A registry that people sign in at with a login of their own. */
export interface SessionPlace {
  /** its configured name */
  registry: string;
  /** where the login may be sent; a session for another address under the same name is none */
  origin: string;
  /** milliseconds for which a sign-in is good */
  life: number;
}

/** One person's sign-in at one registry. Only the browser keeps it, sealed. */
export interface Session {
  /** random; told apart by it from every other */
  id: string;
  registry: string;
  login: Credentials;
  /** milliseconds since the epoch, in whole seconds */
  startedAt: number;
  /** the same; from then on nobody is signed in */
  expiresAt: number;
}
