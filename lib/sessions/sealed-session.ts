import { decodeProtectedHeader, EncryptJWT, errors, jwtDecrypt } from 'jose';
import type { Session, SessionPlace } from '@/lib/sessions/session';
import type { SessionKey, SessionKeys } from '@/lib/sessions/session-keys';

/** A browser keeps no longer cookie: https://www.rfc-editor.org/rfc/rfc6265#section-6.1 */
const MAX_SEALED = 4096;

/**
 * A session as text that says nothing to who has no key, and that nobody without it can make or change: a JWE, by
 * https://www.rfc-editor.org/rfc/rfc7516, in AES-256-GCM. Its length is about four thirds of the login's and 250.
 */
export function sealSession(
  session: Session,
  { registry, origin }: SessionPlace,
  key: SessionKey,
): Promise<string> {
  return new EncryptJWT({ password: session.login.password })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: key.id })
    .setJti(session.id)
    .setSubject(session.login.username)
    .setAudience(audienceOf(registry, origin))
    .setIssuedAt(session.startedAt / 1000)
    .setExpirationTime(session.expiresAt / 1000)
    .encrypt(key.bytes);
}

/**
 * Opens what `sealSession` made. Never throws for what it is given.
 * @param now milliseconds since the epoch
 * @returns null for everything that is no session at this place now: tampered with, sealed by another Chartroom, for
 *   another registry or address, or expired, also by a life that has been configured shorter since
 */
export async function unsealSession(
  sealed: string,
  { registry, origin, life }: SessionPlace,
  keys: SessionKeys,
  now: number,
): Promise<Session | null> {
  if (sealed.length > MAX_SEALED) return null;
  try {
    const key = await keys.find(decodeProtectedHeader(sealed).kid ?? '');
    if (key === null) return null;
    const { payload } = await jwtDecrypt(sealed, key.bytes, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      audience: audienceOf(registry, origin),
      requiredClaims: ['iat', 'exp'],
      currentDate: new Date(now),
    });
    const { jti, sub, iat = 0, exp = 0, password } = payload;
    if (jti === undefined || sub === undefined || typeof password !== 'string') return null;
    const expiresAt = Math.min(exp * 1000, iat * 1000 + life);
    if (expiresAt <= now) return null;
    return { id: jti, registry, login: { username: sub, password }, startedAt: iat * 1000, expiresAt };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
    throw error;
  }
}

/** Neither holds a space. */
function audienceOf(registry: string, origin: string): string {
  return `${registry} ${origin}`;
}
