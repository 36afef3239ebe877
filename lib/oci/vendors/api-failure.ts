import { STATUS_CODES } from 'node:http';
import { kindOfStatus, parseErrorEntries } from '@/lib/oci/answer-error';
import { basicAuthorization } from '@/lib/oci/credentials';
import { RegistryError, type RegistryErrorEntry, type RegistryErrorKind } from '@/lib/oci/registry-error';
import { parseRetryAfter } from '@/lib/oci/retry';
import type { ApiAnswer, VendorApi } from '@/lib/oci/vendors/vendor';

export interface ApiFailureOptions {
  /** the kind where the call gives a status another meaning than usual */
  kind?: RegistryErrorKind | undefined;
  /** what the operator can do, as a sentence */
  advice?: string | undefined;
}

/**
 * Turns an answer of a vendor's API that is no success into an error that says what was asked and what the API said.
 * The logins the API was given do not show, even where it repeats them.
 */
export function apiFailure(
  api: VendorApi,
  answer: ApiAnswer,
  options: ApiFailureOptions = {},
): RegistryError {
  const { status, url, headers } = answer;
  const entries = readEntries(api, answer.body);
  const [first] = entries;
  const said = [first?.code, first?.message].filter(Boolean).join(': ') || (STATUS_CODES[status] ?? '');
  const message = `${url} answered ${status} ${said}`.trimEnd();
  return new RegistryError(
    options.kind ?? (quotaIsUsedUp(answer) ? 'rate_limited' : kindOfStatus(status)),
    options.advice === undefined ? message : `${message.replace(/[.…]?$/, '.')} ${options.advice}`,
    { status, url, entries, retryAfter: parseRetryAfter(headers['retry-after'], Date.now()) },
  );
}

/** The error for an answer that is a success, and not what the API is documented to answer. */
export function wrongShape({ url, status }: ApiAnswer, what: string): RegistryError {
  return new RegistryError('protocol', `The answer of ${url} ${what}.`, { url, status });
}

/**
 * GitHub refuses with 403 once the quota is used up.
 * Rule: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
function quotaIsUsedUp({ status, headers }: ApiAnswer): boolean {
  return status === 403 && headers['x-ratelimit-remaining'] === '0';
}

function readEntries(api: VendorApi, body: unknown): RegistryErrorEntry[] {
  if (typeof body !== 'object' || body === null) return [];
  const { credentials, token } = api;
  const secrets = token === undefined ? [] : [token];
  if (credentials !== undefined)
    secrets.push(credentials.password, basicAuthorization(credentials).slice('Basic '.length));
  // Quay says `error_message`, and Docker Hub `detail`, for what others call `message`.
  const fields = body as Record<string, unknown>;
  const message = fields['message'] ?? fields['error_message'] ?? fields['detail'];
  return parseErrorEntries(Buffer.from(JSON.stringify({ ...fields, message })), secrets);
}
