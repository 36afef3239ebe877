import { AppError } from '@/lib/errors';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';
import type { TagFailure } from '@/lib/catalog/tag-record';

/** Failures that say something about the one thing asked for; all others are about the registry or our right to ask. */
const CONTENT: ReadonlySet<RegistryErrorKind> = new Set([
  'not_found',
  'digest_mismatch',
  'too_large',
  'protocol',
]);

/** Failures after which the next request would fare no better. */
const SILENT: ReadonlySet<RegistryErrorKind> = new Set(['unavailable', 'timeout', 'rate_limited']);

/** Whether a failure is about what the registry holds, so that the rest of it is worth reading. */
export function isContentFailure(error: unknown): boolean {
  if (error instanceof RegistryError) return CONTENT.has(error.kind);
  // A login that can't be read where it is kept is nothing of what the registry holds.
  return error instanceof AppError && error.code !== 'invalid_configuration';
}

/** Whether the registry did not answer, or asked us to stay away. */
export function isSilence(error: unknown): boolean {
  return error instanceof RegistryError && SILENT.has(error.kind);
}

/** Whether a call ended because its caller gave up. */
export function isCanceled(error: unknown): boolean {
  return error instanceof RegistryError && error.kind === 'canceled';
}

/** Whether a failure is neither the registry's nor the caller's. */
export function isBug(error: unknown): boolean {
  return !(error instanceof RegistryError) && !(error instanceof AppError);
}

/** The failure as a sentence for a person. A bug is thrown on, not described. */
export function describeFailure(error: unknown): string {
  if (error instanceof RegistryError || error instanceof AppError) return error.message;
  throw error;
}

/** The failure as a tag's record keeps it. `at` is milliseconds since the epoch. */
export function toTagFailure(error: unknown, at: number): TagFailure {
  return {
    message: describeFailure(error).slice(0, 500),
    at,
    cause: isContentFailure(error) ? 'content' : 'registry',
  };
}
