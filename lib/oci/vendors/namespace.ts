import { RegistryError } from '@/lib/oci/registry-error';
import type { VendorApi } from '@/lib/oci/vendors/vendor';

/** What one missing or closed namespace answers; the others may still be read. */
const LOCAL_KINDS: ReadonlySet<string> = new Set(['not_found', 'denied']);

/** @throws RegistryError `unsupported` when none is given, with what to configure */
export function requireNamespaces(title: string, api: VendorApi, namespaces: readonly string[]): void {
  if (namespaces.length > 0) return;
  throw new RegistryError(
    'unsupported',
    `${title} lists repositories by namespace only: name the namespaces to read in the configuration.`,
    { url: api.origin.origin },
  );
}

/** Who the namespaces belong to: the first part of each, once. */
export function ownersOf(namespaces: readonly string[]): string[] {
  return [...new Set(namespaces.map(ownerOf))];
}

function ownerOf(namespace: string): string {
  return namespace.split('/', 1)[0] ?? namespace;
}

/** Whether a repository is, or is below, one of the namespaces. */
export function isWithin(repository: string, namespaces: readonly string[]): boolean {
  return namespaces.some((namespace) => repository === namespace || repository.startsWith(`${namespace}/`));
}

/**
 * Lists one namespace after the other. One that is missing or closed leaves the others readable, and is told of at
 * the end.
 * @throws RegistryError the first failure
 */
export async function* eachNamespace<Row>(
  namespaces: readonly string[],
  list: (namespace: string) => AsyncGenerator<Row[], void, void>,
): AsyncGenerator<Row[], void, void> {
  let failure: RegistryError | undefined;
  for (const namespace of namespaces) {
    try {
      yield* list(namespace);
    } catch (error) {
      if (!(error instanceof RegistryError) || !LOCAL_KINDS.has(error.kind)) throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
}
