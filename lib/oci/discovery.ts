import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';

/**
 * The ways to find a registry's repositories, in the order they are tried. `oci-listing` is the one proposed to the
 * specification; `configured` means that the names in the configuration are all there is.
 */
export type DiscoveryMethod = 'catalog' | 'oci-listing' | 'vendor-api' | 'index-artifact' | 'configured';

/** One way that was tried. */
export interface DiscoveryAttempt {
  method: DiscoveryMethod;
  /** `used` it gave the names · `empty` it answered, with none · `refused` it is not there, or not for us */
  outcome: 'used' | 'empty' | 'refused';
  /** in the registry's words; empty when it was used */
  detail: string;
}

/** How the repositories of a registry were found. Filled while they are walked. */
export interface Discovery {
  method: DiscoveryMethod | null;
  attempts: DiscoveryAttempt[];
}

/** A way to list repositories, page by page. */
export interface Rung {
  method: DiscoveryMethod;
  pages: () => AsyncGenerator<string[], void, void>;
}

/** Failures that say that this way is closed; after any other the registry is not asked further. */
const CLOSED: ReadonlySet<RegistryErrorKind> = new Set([
  'unsupported',
  'not_found',
  'unauthorized',
  'denied',
  'protocol',
  'refused',
]);

/**
 * Walks repositories by the first way that gives any. A way that answers with nothing is believed only when no other
 * knows more: some registries show strangers an empty catalog.
 * @throws RegistryError of the first way, naming every reason, when all are closed; a way's failure once it has given
 *   names, or when it says that the registry can't be reached
 */
export async function* climb(
  rungs: readonly Rung[],
  discovery: Discovery,
): AsyncGenerator<string[], void, void> {
  const failures: RegistryError[] = [];
  for (const { method, pages } of rungs) {
    let found = false;
    try {
      for await (const page of pages()) {
        if (page.length > 0 && !found) {
          found = true;
          discovery.method = method;
          discovery.attempts.push({ method, outcome: 'used', detail: '' });
        }
        yield page;
      }
    } catch (error) {
      if (!(error instanceof RegistryError) || found || !CLOSED.has(error.kind)) throw error;
      failures.push(error);
      discovery.attempts.push({ method, outcome: 'refused', detail: error.message });
      continue;
    }
    if (found) return;
    discovery.attempts.push({ method, outcome: 'empty', detail: 'It lists no repositories.' });
  }
  const empty = discovery.attempts.find(({ outcome }) => outcome === 'empty');
  if (empty !== undefined) {
    discovery.method = empty.method;
    return;
  }
  const [first] = failures;
  if (first === undefined) return;
  if (failures.length === 1) throw first;
  const { status, method, url, entries, retryAfter } = first;
  throw new RegistryError(first.kind, failures.map(({ message }) => message).join(' · '), {
    status,
    method,
    url,
    entries,
    retryAfter,
    cause: first,
  });
}
