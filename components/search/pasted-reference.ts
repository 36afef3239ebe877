import type { RegistryState } from '@/lib/api/schema/registry';
import { chartPath, parseOciReference, type ChartReference } from '@/lib/references';

/** What a reference that stands in the search box leads to. */
export type PastedReference =
  | { kind: 'chart'; reference: ChartReference; path: string }
  /** it names a host that is not configured */
  | { kind: 'elsewhere'; host: string };

const DEFAULT_PORTS: Record<string, string> = { 'https:': '443', 'http:': '80' };

/**
 * Reads a pasted `oci://…` reference. Without the scheme, text is one only when it names the host of a configured
 * registry; everything else is words to search for.
 */
export function readPastedReference(
  text: string,
  registries: readonly Pick<RegistryState, 'name' | 'url'>[],
): PastedReference | undefined {
  const pasted = parseOciReference(text);
  if (pasted === undefined) return undefined;
  const registry = registries.find(({ url }) => listHosts(url).includes(pasted.host));
  if (registry === undefined) {
    return text.trim().startsWith('oci://') ? { kind: 'elsewhere', host: pasted.host } : undefined;
  }
  const { repository, selector } = pasted;
  const reference = { registry: registry.name, repository, ...(selector && { selector }) };
  return { kind: 'chart', reference, path: chartPath(reference) };
}

/** A registry's host as a reference may name it: with the port, and without where it is the scheme's own. */
function listHosts(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { protocol, host, hostname, port } = new URL(url);
  return port === '' ? [host, `${hostname}:${DEFAULT_PORTS[protocol] ?? ''}`] : [host];
}
