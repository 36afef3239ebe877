import { z } from 'zod';
import { AppError, type ErrorCode } from '@/lib/errors';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';
import type { Problem } from '@/lib/api/schema/problem';

/** The one table from a failure to an HTTP status. */
const STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 400,
  invalid_reference: 400,
  unauthenticated: 401,
  promotion_denied: 403,
  cross_origin: 403,
  call_not_found: 404,
  chart_not_found: 404,
  registry_not_found: 404,
  segment_not_found: 404,
  transfer_not_found: 404,
  channel_moved: 409,
  promotion_under_way: 409,
  source_changed: 409,
  undo_refused: 409,
  transfer_conflict: 409,
  transfer_ended: 409,
  invalid_chart: 422,
  version_immutable: 422,
  transfer_too_large: 422,
  tag_protected: 422,
  promotion_blocked: 422,
  rate_limited: 429,
  invalid_configuration: 500,
  registry_unavailable: 502,
  registry_timeout: 504,
};

const TITLE: Readonly<Record<ErrorCode, string>> = {
  invalid_request: 'The request is not valid',
  invalid_reference: 'Not a chart reference',
  unauthenticated: 'Sign-in needed',
  promotion_denied: 'Promotion not allowed',
  cross_origin: 'Request from another site',
  call_not_found: 'No such call',
  chart_not_found: 'Chart not found',
  registry_not_found: 'Registry not found',
  segment_not_found: 'Not a kept part of the search index',
  transfer_not_found: 'No such transfer',
  channel_moved: 'The channel has moved',
  promotion_under_way: 'Another promotion is under way',
  source_changed: 'The source has changed',
  undo_refused: 'Nothing to undo',
  transfer_conflict: 'The target has something else there',
  transfer_ended: 'The transfer has ended',
  invalid_chart: 'The chart can’t be read',
  version_immutable: 'A version never moves',
  transfer_too_large: 'Too much to copy',
  tag_protected: 'The registry protects this tag',
  promotion_blocked: 'A check stops this promotion',
  rate_limited: 'Too many requests for now',
  invalid_configuration: 'The configuration is not valid',
  registry_unavailable: 'The registry can’t be reached',
  registry_timeout: 'The registry did not answer in time',
};

/** A refusal of Chartroom's own login is the registry being unavailable to it, not the visitor lacking a login. */
const CODE_OF_KIND: Readonly<Record<RegistryErrorKind, ErrorCode>> = {
  unauthorized: 'registry_unavailable',
  denied: 'registry_unavailable',
  not_found: 'chart_not_found',
  rate_limited: 'rate_limited',
  unsupported: 'registry_unavailable',
  conflict: 'tag_protected',
  unavailable: 'registry_unavailable',
  timeout: 'registry_timeout',
  canceled: 'registry_timeout',
  digest_mismatch: 'registry_unavailable',
  too_large: 'registry_unavailable',
  protocol: 'registry_unavailable',
  refused: 'registry_unavailable',
};

/**
 * Turns a failure into its problem document, or undefined when it is a bug rather than a failure the caller can act on.
 * Rule: RFC 9457, https://www.rfc-editor.org/rfc/rfc9457
 */
export function describeProblem(error: unknown): Problem | undefined {
  if (error instanceof AppError) return problem(error.code, error.message, error.details);
  if (error instanceof RegistryError) {
    const facts = {
      registryStatus: error.status,
      registryErrors: error.entries.length > 0 ? error.entries : undefined,
      retryAfter: error.retryAfter === undefined ? undefined : Math.ceil(error.retryAfter / 1000),
    };
    return problem(CODE_OF_KIND[error.kind], error.message, facts);
  }
  if (error instanceof z.ZodError) {
    const errors = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    const detail = errors
      .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
      .join('; ');
    return problem('invalid_request', detail, { errors });
  }
  return undefined;
}

/** The answer for a failure: `application/problem+json`, or a bare 500 for a bug (which is logged by the caller). */
export function problemResponse(error: unknown): Response {
  const body = describeProblem(error) ?? {
    type: 'about:blank',
    title: 'Internal error',
    status: 500,
    detail: 'Chartroom failed on this request. Its log says why.',
    code: 'internal',
  };
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  // RFC 9110 §15.5.2 asks for a challenge; under its own name Basic would open the browser's login box over our dialog.
  if (body.status === 401)
    headers.set('www-authenticate', 'Registry-Basic realm="Registry login", charset="UTF-8"');
  if (typeof body.retryAfter === 'number') headers.set('retry-after', String(body.retryAfter));
  return new Response(JSON.stringify(body), { status: body.status, headers });
}

function problem(code: ErrorCode, detail: string, members: Readonly<Record<string, unknown>>): Problem {
  const status = STATUS[code];
  return { ...members, type: 'about:blank', title: TITLE[code], status, detail, code };
}
