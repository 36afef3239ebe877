import { AppError, type ErrorCode } from '@/lib/errors';
import type { RegistryError } from '@/lib/oci/registry-error';

/** Error codes and words by which registries say that a tag may not be overwritten, whoever asks. */
const PROTECTED_CODES = new Set([
  'TAG_IMMUTABLE', // Quay
  'TAG_ALREADY_EXISTS', // Quay
  'TAG_INVALID', // Amazon ECR
  'REGISTRY_DISALLOWED_OPERATION', // Azure Container Registry, a locked tag
  'PRECONDITION', // Harbor
]);
/** Error codes that say that something a manifest names is not there. */
export const MISSING_CODES: ReadonlySet<string> = new Set([
  'MANIFEST_BLOB_UNKNOWN',
  'BLOB_UNKNOWN',
  'MANIFEST_UNKNOWN',
]);
const PROTECTED_WORDS = /immutab|cannot be overwritten|read.?only|locked|write-protected/i;

/**
 * Puts a registry's refusal to move a channel into the domain's words. The registry's own words go along: in the
 * message, and in details `registryCode`, `registryMessage`, `registryStatus`.
 *
 * - `tag_protected` a rule of the registry keeps the tag from moving, whoever asks
 * - `promotion_denied` this login may not, or the registry takes no writes
 * - `source_changed` the registry lost parts of the chart
 * - `unauthenticated` no login, or not this one
 * - `rate_limited`, `registry_timeout`, `registry_unavailable` nothing was decided
 */
export function explainRefusal(error: RegistryError, channel: string): AppError {
  const entry = error.entries[0];
  const code = codeOf(error);
  const details = {
    registryCode: entry?.code ?? null,
    registryMessage: entry?.message ?? null,
    registryStatus: error.status ?? null,
    ...(error.retryAfter !== undefined && { retryAfter: Math.ceil(error.retryAfter / 1000) }),
  };
  return new AppError(code, messageOf(error, code, channel), { details, cause: error });
}

/** Whether the registry surely did not take the write: it answered, and the answer was no. */
export function isRefusal(error: RegistryError): boolean {
  return error.status !== undefined && error.status >= 400 && error.status < 500 && error.status !== 408;
}

function messageOf(error: RegistryError, code: ErrorCode, channel: string): string {
  const text = sentenceOf(error, code, channel);
  const entry = error.entries[0];
  if (text === undefined) return error.message;
  return entry === undefined
    ? text
    : `${text} It says: ${[entry.code, entry.message].filter(Boolean).join(': ')}`;
}

function sentenceOf(error: RegistryError, code: ErrorCode, channel: string): string | undefined {
  switch (code) {
    case 'tag_protected':
      return `The registry protects the tag ${channel} from being moved.`;
    case 'promotion_denied':
      if (error.status === 405) return `The registry takes no writes here, so ${channel} was not moved.`;
      return `The registry does not let this login move ${channel}.`;
    case 'unauthenticated':
      return `The registry wants a login that may move ${channel}.`;
    case 'rate_limited':
      return 'The registry takes no more requests for now. Nothing was moved; try again later.';
    case 'source_changed':
      return 'The registry no longer has every part of the chart. Nothing was moved; push the version again.';
    default:
      return undefined;
  }
}

function codeOf(error: RegistryError): ErrorCode {
  if (error.kind === 'timeout' || error.kind === 'canceled') return 'registry_timeout';
  if (isProtected(error)) return 'tag_protected';
  if (error.entries.some(({ code }) => MISSING_CODES.has(code))) return 'source_changed';
  switch (error.status) {
    case 401:
      return 'unauthenticated';
    case 403:
    case 404: // a repository this login may not see
    case 405: // a mirror, or a registry in read-only mode
      return 'promotion_denied';
    case 429:
      return 'rate_limited';
    default:
      return 'registry_unavailable';
  }
}

function isProtected({ status, entries, kind }: RegistryError): boolean {
  if (status === 409 || status === 412) return true;
  if (kind === 'conflict' && status !== 403) return true;
  if (status === undefined || status < 400 || status >= 500) return false;
  if (entries.some(({ code }) => PROTECTED_CODES.has(code))) return true;
  return entries.some(({ message }) => PROTECTED_WORDS.test(message));
}
