import type { IndexContent, IndexedVersion, SkippedEntries } from '@/lib/helm/repository-index';

/** An index as bytes outside the heap, which pass from thread to thread without being copied. */
export interface PackedIndex {
  names: string[];
  /** where the versions of each chart end in `bytes` */
  ends: Uint32Array<ArrayBuffer>;
  /** the versions of each chart, as JSON, one after another */
  bytes: Uint8Array<ArrayBuffer>;
  unusable: string[];
  skipped: SkippedEntries;
}

/** What a chart repository offers, at one moment. */
export interface RepositoryIndex {
  /** names of charts, in the index's order; each is a repository name by the OCI grammar and has a version */
  readonly charts: readonly string[];
  /** charts whose name cannot be part of an address in Chartroom, unsafe characters escaped */
  readonly unusable: readonly string[];
  readonly skipped: SkippedEntries;
  /** The versions of a chart, newest first; undefined when the index does not list it. */
  versions(chart: string): readonly IndexedVersion[] | undefined;
}

/** Writes the content of an index down as bytes. */
export function packIndex({ charts, unusable, skipped }: IndexContent): PackedIndex {
  const names = [...charts.keys()];
  const parts = [...charts.values()].map((versions) => Buffer.from(JSON.stringify(versions)));
  const ends = new Uint32Array(names.length);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let end = 0;
  for (const [position, part] of parts.entries()) {
    bytes.set(part, end);
    end += part.byteLength;
    ends[position] = end;
  }
  return { names, ends, bytes, unusable, skipped };
}

/** Reads a packed index; the versions of a chart only when they are asked for. The chart asked for last is kept. */
export function openPackedIndex({ names, ends, bytes, unusable, skipped }: PackedIndex): RepositoryIndex {
  const positions = new Map(names.map((name, position) => [name, position]));
  let last: { chart: string; versions: IndexedVersion[] } | undefined;
  return {
    charts: names,
    unusable,
    skipped,
    versions: (chart) => {
      const position = positions.get(chart);
      if (position === undefined) return undefined;
      if (last?.chart === chart) return last.versions;
      const start = position === 0 ? 0 : ends[position - 1];
      const text = new TextDecoder().decode(bytes.subarray(start, ends[position]));
      last = { chart, versions: JSON.parse(text) as IndexedVersion[] }; // written by packIndex
      return last.versions;
    },
  };
}
