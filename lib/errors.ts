/**
 * What went wrong, in the domain's words. Scripts branch on these codes, so a code once released keeps its meaning.
 * Only `lib/api/problem.ts` turns a code into an HTTP status.
 */
export type ErrorCode =
  | 'invalid_request'
  | 'invalid_reference'
  | 'invalid_chart'
  | 'invalid_configuration'
  | 'unauthenticated'
  | 'promotion_denied'
  | 'cross_origin'
  | 'call_not_found'
  | 'chart_not_found'
  | 'registry_not_found'
  | 'segment_not_found'
  | 'transfer_not_found'
  | 'channel_moved'
  | 'promotion_under_way'
  | 'source_changed'
  | 'undo_refused'
  | 'transfer_conflict'
  | 'transfer_ended'
  | 'version_immutable'
  | 'transfer_too_large'
  | 'tag_protected'
  | 'promotion_blocked'
  | 'rate_limited'
  | 'registry_unavailable'
  | 'registry_timeout';

export interface AppErrorOptions extends ErrorOptions {
  /** Facts for the caller (for example the digest a channel has now). Must be JSON and free of secrets. */
  details?: Readonly<Record<string, unknown>>;
}

const BRAND = Symbol.for('chartroom.AppError');

/** A failure the caller can act on. Anything else that is thrown is a bug and becomes a bare 500. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly [BRAND] = true;

  /**
   * Next.js loads this module once for its start hook, once for pages and once for route handlers, each with a class
   * of its own; an error made in one is told apart in another by its brand.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== AppError) return super[Symbol.hasInstance](value); // a subclass stays within its own module
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  /** @param message one or two plain sentences for a person: what happened, where, what to do next */
  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.details = options.details ?? {};
  }
}
