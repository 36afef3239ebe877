import { AppError } from '@/lib/errors';
import { isProven, readHookProof } from '@/lib/oci/notifications/hook-proof';

/** A notification as it came in. */
export interface Delivery {
  headers: Headers;
  /** the bytes that a signature is over */
  body: Uint8Array;
  /** the query parameter `token` */
  token: string | null;
}

/**
 * Refuses a delivery whose sender does not know the registry's secret.
 * @param secret what is configured; undefined refuses everybody
 * @throws AppError `call_not_found` without a secret, `unauthenticated` with another one
 */
export function assertFromRegistry(
  registry: string,
  { headers, body, token }: Delivery,
  secret: string | undefined,
): void {
  if (secret === undefined) {
    throw new AppError(
      'call_not_found',
      `No notifications are taken for “${registry}”: give it a secret in the configuration, hooks: { secret: … }, and its registry the same one.`,
    );
  }
  if (isProven(readHookProof(headers, token), secret, body)) return;
  throw new AppError(
    'unauthenticated',
    `This notification does not carry the secret configured for “${registry}”. Send it as X-Hub-Signature-256, in Authorization, or as ?token= where nothing else can be set.`,
  );
}
