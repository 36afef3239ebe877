/**
 * Token scopes: `repository:<name>:<action>[,<action>]`.
 * Rule: https://distribution.github.io/distribution/spec/auth/scope/
 */

/** What listing repositories needs. */
export const CATALOG_SCOPE = 'registry:catalog:*';

/** The scope for reading a repository. */
export function pullScope(repository: string): string {
  return `repository:${repository}:pull`;
}

/** The scope for writing to a repository; reading is part of it so that one token serves a whole push. */
export function pushScope(repository: string): string {
  return `repository:${repository}:pull,push`;
}

/** The scopes for making a blob of one repository a blob of another: registries look for both in one token. */
export function mountScope(repository: string, from: string): string {
  return `${pushScope(repository)} ${pullScope(from)}`;
}

/**
 * Joins the scope a call needs with what the server's challenge asks for. Actions on one resource become one entry
 * (some token servers mishandle two), `*` swallows the others, and the needed resource comes first (some registries
 * look at the first entry only). Entries outside the grammar, such as a bare `*`, are left out.
 * @param needed scopes separated by spaces, or the empty string when the call needs none
 * @param challenged the challenge's `scope`: entries separated by spaces
 */
export function mergeScopes(needed: string, challenged: string): string[] {
  const actions = new Map<string, Set<string>>();
  const add = (entry: string): void => {
    const scope = parseScope(entry);
    if (scope === undefined) return;
    const known = actions.get(scope.resource);
    if (known === undefined) actions.set(scope.resource, new Set(scope.actions));
    else for (const action of scope.actions) known.add(action);
  };
  for (const entry of needed.split(' ')) add(entry);
  const first = actions.keys().next().value;
  for (const entry of challenged.split(' ').slice(0, MAX_ENTRIES)) add(entry);
  const rest = [...actions.keys()].filter((resource) => resource !== first).sort();
  return (first === undefined ? rest : [first, ...rest]).map(
    (resource) => `${resource}:${joinActions(actions.get(resource) ?? new Set())}`,
  );
}

const MAX_ENTRIES = 32;

/**
 * Reads one scope. Never throws.
 * @returns undefined for text outside the grammar
 */
export function parseScope(text: string): { resource: string; actions: string[] } | undefined {
  // A resource name may hold a colon (`host:5000/app`), so the outer two colons are the ones that count.
  const match = /^([a-z0-9]+(?:\([a-z0-9]+\))?:[^\s"\\]+):([a-z*][a-z_*]*(?:,[a-z*][a-z_*]*)*)$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { resource: match[1], actions: match[2].split(',') };
}

function joinActions(actions: ReadonlySet<string>): string {
  return actions.has('*') ? '*' : [...actions].sort().join(',');
}
