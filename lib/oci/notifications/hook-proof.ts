import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a delivery brings to show that its sender knows the secret. */
export type HookProof =
  | { kind: 'signature'; signature: string }
  | { kind: 'secrets'; secrets: readonly string[] }
  | { kind: 'none' };

/**
 * Finds the proof of a delivery. The strongest one decides alone, so that a wrong signature is not outdone by a token:
 * 1. `X-Hub-Signature-256: sha256=<hex>` (GitHub, https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries)
 * 2. `Authorization: Bearer <secret>`, `Authorization: <secret>` (Harbor, distribution), or Basic with the secret as
 *    password (zot; RFC 7617)
 * 3. the token of the address, for those who can send nothing else (Docker Hub, Quay)
 * @param token the query parameter `token`
 */
export function readHookProof(headers: Headers, token: string | null): HookProof {
  const signature = headers.get('x-hub-signature-256');
  if (signature !== null) return { kind: 'signature', signature };
  const authorization = headers.get('authorization');
  if (authorization !== null) return { kind: 'secrets', secrets: secretsOf(authorization) };
  return token === null ? { kind: 'none' } : { kind: 'secrets', secrets: [token] };
}

/** Whether the proof fits the secret. It takes as long whether it nearly fits or not at all. */
export function isProven(proof: HookProof, secret: string, body: Uint8Array): boolean {
  if (proof.kind === 'none') return false;
  if (proof.kind === 'signature') {
    return isSame(proof.signature, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  }
  return proof.secrets.map((candidate) => isSame(candidate, secret)).includes(true);
}

function secretsOf(authorization: string): string[] {
  const [, scheme = '', value = ''] = /^(bearer|basic) +(.*)$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') return [value, authorization];
  if (scheme.toLowerCase() === 'basic') {
    const text = Buffer.from(value, 'base64').toString('utf8');
    return [text.slice(text.indexOf(':') + 1), authorization];
  }
  return [authorization];
}

/** Texts of any length, compared without a hint in time how much of them is alike. */
function isSame(left: string, right: string): boolean {
  const key = randomBytes(32);
  const digest = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
