import type { ChartAddress } from '@/lib/references';

/** What is searched and shown of a chart. The same shape as a chart summary on the wire. */
export interface SearchDocument extends ChartAddress {
  name: string;
  description: string;
  version: string;
  appVersion: string | null;
  /** RFC 3339, or null when the registry does not say */
  created: string | null;
  deprecated: boolean;
  /** whether it is a library chart: one that others use and nobody installs */
  library: boolean;
  /** whether the release that describes it carries a provenance file */
  signed: boolean;
  keywords: string[];
  /** names */
  maintainers: string[];
  /** SPDX expression or whatever the chart says, or null */
  license: string | null;
  icon: string | null;
  /** channel tag → version it points at */
  channels: Record<string, string>;
  /** versions whose tag was seen with a second digest, newest first */
  drifted: string[];
  /** how many version tags the repository has */
  versionCount: number;
}

/** The namespaces a repository lies in, widest first: `a/b/chart` lies in `a` and in `a/b`. */
export function listNamespaces(repository: string): string[] {
  const namespaces: string[] = [];
  for (let slash = repository.indexOf('/'); slash > 0; slash = repository.indexOf('/', slash + 1)) {
    namespaces.push(repository.slice(0, slash));
  }
  return namespaces;
}
