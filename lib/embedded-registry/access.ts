import { createHash, timingSafeEqual } from 'node:crypto';
import type { Exchange } from '@/lib/embedded-registry/exchange';
import { OciError } from '@/lib/embedded-registry/oci-error';

export interface RegistryCredentials {
  username: string;
  password: string;
}

/**
 * Lets a request in or throws. The server listens on loopback only; a web page that had its own name point there
 * would still reach it, so the name asked for must be a loopback one too.
 * @throws OciError `DENIED` for another host name, `UNAUTHORIZED` without the right basic login
 */
export function checkAccess({ request }: Exchange, credentials: RegistryCredentials | undefined): void {
  const host = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(host)) {
    throw new OciError('DENIED', 'This registry answers on this machine only: use 127.0.0.1 or localhost.');
  }
  if (credentials === undefined) return;
  const expected = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  const [scheme = '', given = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() === 'basic' && timingSafeEqual(sha256(given), sha256(expected))) return;
  throw new OciError('UNAUTHORIZED', 'Sign in with this registry’s user name and password.', {
    headers: { 'WWW-Authenticate': 'Basic realm="Embedded registry", charset="UTF-8"' },
  });
}

// Hashes have one length, as the comparison needs.
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
