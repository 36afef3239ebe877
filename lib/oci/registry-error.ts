/**
 * What kind of failure talking to a registry was. Callers branch on this, never on the message.
 * - `unauthorized` 401 after a fresh login · `denied` 403 · `not_found` 404 · `rate_limited` 429
 * - `unsupported` the registry does not offer the call · `conflict` the registry refused a write because of its own rules
 * - `unavailable` no connection, or 5xx after retries · `timeout` no answer in time · `canceled` the caller gave up
 * - `digest_mismatch` bytes that do not hash to their digest · `too_large` past a stated limit
 * - `protocol` an answer that is not what the specification says · `refused` Chartroom itself declined (realm, redirect)
 */
export type RegistryErrorKind =
  | 'unauthorized'
  | 'denied'
  | 'not_found'
  | 'rate_limited'
  | 'unsupported'
  | 'conflict'
  | 'unavailable'
  | 'timeout'
  | 'canceled'
  | 'digest_mismatch'
  | 'too_large'
  | 'protocol'
  | 'refused';

/** One entry of the registry's own error list: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
export interface RegistryErrorEntry {
  code: string;
  message: string;
}

export interface RegistryErrorOptions extends ErrorOptions {
  /** HTTP status, when there was an answer */
  status?: number;
  method?: string;
  /** the address asked, without user info and query */
  url?: string;
  /** what the registry itself said, at most a few entries */
  entries?: readonly RegistryErrorEntry[];
  /** milliseconds the registry asked us to wait */
  retryAfter?: number;
  /** what the registry calls the request in its own logs */
  requestId?: string | null;
}

const BRAND = Symbol.for('chartroom.RegistryError');

/** A registry call that failed. Carries what was asked and what the registry said; never a secret. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly kind: RegistryErrorKind;
  readonly status: number | undefined;
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly entries: readonly RegistryErrorEntry[];
  readonly retryAfter: number | undefined;
  readonly requestId: string | null;
  readonly [BRAND] = true;

  /** By brand, since Next.js loads this module several times: see AppError. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== RegistryError) return super[Symbol.hasInstance](value); // a subclass stays within its own module
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  constructor(kind: RegistryErrorKind, message: string, options: RegistryErrorOptions = {}) {
    super(message, options);
    this.kind = kind;
    this.status = options.status;
    this.method = options.method;
    this.url = options.url;
    this.entries = options.entries ?? [];
    this.retryAfter = options.retryAfter;
    this.requestId = options.requestId ?? null;
  }
}
