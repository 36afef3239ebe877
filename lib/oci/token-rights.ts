import { decodeJwt, type JWTPayload } from 'jose';
import { parseScope } from '@/lib/oci/scope';
import type { Token } from '@/lib/oci/token';

/** More resources than one token is ever asked for. */
const MAX_ENTRIES = 100;

/**
 * What a token lets its bearer do to a resource, as far as it tells: by the `access` claim where it is a JWT
 * (https://distribution.github.io/distribution/spec/auth/jwt/), else by the `scope` it came with
 * (https://www.rfc-editor.org/rfc/rfc6749#section-5.1). The signature is not checked: the token is the registry's to
 * believe, and this is only what it will say. Never throws.
 * @param resource `repository:<name>`
 * @returns empty for nothing at all; undefined where the token does not tell
 */
export function actionsGranted(token: Token, resource: string): ReadonlySet<string> | undefined {
  const access = claimsOf(token)?.['access'];
  if (Array.isArray(access))
    return new Set(access.slice(0, MAX_ENTRIES).flatMap((entry) => actionsOf(entry, resource)));
  if (access === null) return new Set();
  if (token.scope === undefined) return undefined;
  const granted = token.scope.split(' ', MAX_ENTRIES).map(parseScope);
  return new Set(granted.flatMap((scope) => (scope?.resource === resource ? scope.actions : [])));
}

/**
 * Whether a token was given to nobody in particular: a service that does not know the login it got gives such
 * (Harbor does), where others refuse. Never throws.
 */
export function isAnonymous(token: Token): boolean {
  return claimsOf(token)?.sub === '';
}

function actionsOf(entry: unknown, resource: string): string[] {
  if (typeof entry !== 'object' || entry === null) return [];
  const { type, name, actions } = entry as Readonly<Record<string, unknown>>;
  if (`${String(type)}:${String(name)}` !== resource || !Array.isArray(actions)) return [];
  return actions.filter((action) => typeof action === 'string');
}

function claimsOf({ value }: Token): JWTPayload | undefined {
  try {
    return decodeJwt(value);
  } catch {
    return undefined; // many tokens mean something to their registry only
  }
}
