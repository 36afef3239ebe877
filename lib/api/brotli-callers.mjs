/**
 * Matches the `accept-encoding` of callers that take Brotli by name. Next.js lets no route handler say how it encoded
 * its answer, so next.config.js says it, by this same rule.
 * Rule: RFC 9110 §12.5.3, https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export const TAKES_BROTLI =
  '(?:.*[,\\s])?[bB][rR]\\s*(?:;\\s*q=(?:1(?:\\.0{0,3})?|0\\.(?:[1-9]\\d{0,2}|0[1-9]\\d?|00[1-9]))\\s*)?(?:,.*)?';
