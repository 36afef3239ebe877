import { AppError, type ErrorCode } from '@/lib/errors';
import { MISSING_CODES } from '@/lib/channels/registry-refusal';
import { RegistryError } from '@/lib/oci/registry-error';

/**
 * Says of a failure that it was the source's. Anything but a registry's failure is given back as it is.
 * @param name the source's configured name
 */
export function explainSourceFailure(error: unknown, name: string): unknown {
  if (!(error instanceof RegistryError) || error.kind === 'canceled') return error;
  if (error.kind === 'not_found' || error.kind === 'digest_mismatch' || error.kind === 'too_large') {
    const what = error.kind === 'not_found' ? 'no longer has' : 'gives other bytes for';
    return new AppError(
      'source_changed',
      `${name} ${what} a part of what is copied. ${error.message} Push it there again, then go on.`,
      { cause: error },
    );
  }
  return new AppError(passingCode(error), `${name} can’t be read: ${error.message}`, { cause: error });
}

/**
 * Says of a registry's failure that it was the target's, and what to do.
 * - `unauthenticated`, `promotion_denied` this login may not write there, or the repository has to be made first
 * - `tag_protected` a rule of the registry's
 * - `rate_limited`, `registry_timeout`, `registry_unavailable` go on later
 * @param name the target's configured name
 */
export function explainTargetFailure(error: RegistryError, name: string): AppError {
  const said = error.message;
  const { entries, kind } = error;
  const fail = (code: ErrorCode, words: string): AppError =>
    new AppError(code, `${words} ${said}`, {
      details: { registryStatus: error.status ?? null, registryCode: entries[0]?.code ?? null },
      cause: error,
    });
  if (lacksContent(error))
    return fail(
      'registry_unavailable',
      `${name} lost something that was copied. Go on to copy it once more.`,
    );
  if (entries.some(({ code }) => code === 'NAME_UNKNOWN'))
    return fail(
      'promotion_denied',
      `${name} has no such repository, and does not make one by itself. Make it there, then go on.`,
    );
  switch (kind) {
    case 'unauthorized':
      return fail('unauthenticated', `${name} does not take this login for writing.`);
    case 'denied':
    case 'not_found':
      return fail('promotion_denied', `${name} does not let this login write there.`);
    case 'conflict':
    case 'unsupported':
    case 'protocol':
    case 'refused':
    case 'too_large':
      return fail('tag_protected', `${name} refused a part of what is copied.`);
    case 'digest_mismatch':
      return fail('source_changed', 'What was read is not what was to be copied.');
    default:
      return fail(passingCode(error), `${name} can’t be written now. Go on later.`);
  }
}

/** Whether a registry refused a manifest because something that it names is not there. */
export function lacksContent({ entries }: RegistryError): boolean {
  return entries.some(({ code }) => MISSING_CODES.has(code));
}

function passingCode({ kind }: RegistryError): ErrorCode {
  if (kind === 'rate_limited') return 'rate_limited';
  return kind === 'timeout' || kind === 'canceled' ? 'registry_timeout' : 'registry_unavailable';
}
