/** How much of a chart is read before it is refused. Bytes, counts and milliseconds. */
export interface ArchiveLimits {
  /** the archive as downloaded */
  compressed: number;
  /** everything inflated, embedded archives included; counted while inflating, never taken from headers */
  inflated: number;
  /** one file */
  file: number;
  /** files, folders and links, embedded archives included */
  entries: number;
  /** characters of one path */
  path: number;
  /** archives inside archives: 3 is a chart in a chart in a chart in the chart */
  depth: number;
  /** gzip members in one archive */
  members: number;
  milliseconds: number;
}

const MIB = 1024 * 1024;

/**
 * Inflated size and file size are Helm's own limits
 * (https://github.com/helm/helm/blob/main/pkg/chart/loader/archive/archive.go); the others leave every real chart ample room.
 */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  compressed: 20 * MIB,
  inflated: 100 * MIB,
  file: 5 * MIB,
  entries: 10_000,
  path: 1024,
  depth: 3,
  members: 64,
  milliseconds: 20_000,
};

/** `20 MiB`, `1.5 KiB`, `12 bytes`: binary units, at most one decimal. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const kib = bytes / 1024;
  const [value, unit] = kib < 1024 ? [kib, 'KiB'] : [kib / 1024, 'MiB'];
  return `${Number(value.toFixed(1))} ${unit}`;
}
