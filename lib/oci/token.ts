import type { Answer } from '@/lib/oci/exchange';
import { RegistryError } from '@/lib/oci/registry-error';

/** A bearer token. */
export interface Token {
  value: string;
  /** milliseconds since the epoch; from then on it is not used any more */
  expiresAt: number;
  /** what the service says it is good for, scopes separated by spaces; undefined where it says nothing */
  scope: string | undefined;
}

/** Where and for what to ask for a token. */
export interface TokenQuery {
  realm: URL;
  service: string | undefined;
  scopes: readonly string[];
  account: string | undefined;
}

/** A token service's answer is at most this long. */
export const MAX_TOKEN_BYTES = 64 * 1024;

const SHORTEST_LIFE = 60_000;
const LONGEST_LIFE = 24 * 60 * 60_000;
/** A token is renewed this long before it ends, so that it does not end on the way. */
const MARGIN = 5000;

/**
 * The address of a token request. Parameters the realm already has are kept.
 * Rule: https://distribution.github.io/distribution/spec/auth/token/#requesting-a-token
 */
export function tokenUrl({ realm, service, scopes, account }: TokenQuery): URL {
  const url = new URL(realm);
  url.hash = '';
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  url.searchParams.set('client_id', 'chartroom');
  if (account !== undefined) url.searchParams.set('account', account);
  return url;
}

/**
 * Reads a token server's answer. `expires_in` defaults to 60 s and is never taken for less; `issued_at` counts only
 * where it is believable, as clocks differ.
 * Rule: https://distribution.github.io/distribution/spec/auth/token/#token-response-fields
 * @param now milliseconds since the epoch
 * @throws RegistryError `protocol` when there is no usable token in it
 */
export function parseToken(answer: Answer, now: number): Token {
  const fields = parseObject(answer.body);
  const value = fields?.['token'] ?? fields?.['access_token'];
  // What goes into a header must be visible ASCII.
  if (fields === undefined || typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    const { method, url, status } = answer;
    throw new RegistryError('protocol', `${method} ${url} answered ${status} without a usable token.`, {
      method,
      url,
      status,
    });
  }
  const seconds = Number(fields['expires_in'] ?? 0);
  const life = Math.min(LONGEST_LIFE, Math.max(SHORTEST_LIFE, Number.isFinite(seconds) ? seconds * 1000 : 0));
  const issued = typeof fields['issued_at'] === 'string' ? Date.parse(fields['issued_at']) : Number.NaN;
  const { scope } = fields;
  const believable = issued <= now && issued + life - MARGIN > now;
  return {
    value,
    expiresAt: (believable ? issued : now) + life - MARGIN,
    scope: typeof scope === 'string' ? scope : undefined,
  };
}

/**
 * The form that trades an identity token for an access token.
 * Rule: https://distribution.github.io/distribution/spec/auth/oauth/
 */
export function identityForm({ service, scopes }: TokenQuery, identityToken: string): URLSearchParams {
  const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'chartroom' });
  if (service !== undefined) form.set('service', service);
  form.set('scope', scopes.join(' '));
  form.set('refresh_token', identityToken);
  return form;
}

/** The identity token that takes the place of the one sent, where the service gives another. Never throws. */
export function readIdentityToken(answer: Answer): string | undefined {
  const value = parseObject(answer.body)?.['refresh_token'];
  return typeof value === 'string' && value !== '' && value.length <= MAX_TOKEN_BYTES ? value : undefined;
}

function parseObject(body: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    // The parser's message quotes the text, which may hold a token: it is not passed on.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
