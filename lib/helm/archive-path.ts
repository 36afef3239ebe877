import { escapeUnsafe } from '@/lib/helm/plain-text';

/** A tar entry's name, made safe: either a path inside the chart, or the reason it is refused. */
export type ArchivePath =
  | { kind: 'file'; folder: string; path: string }
  /** an entry that stands for nothing inside the chart, such as the top folder itself */
  | { kind: 'none' }
  | { kind: 'refused'; reason: string };

/**
 * Reads the name of a tar entry as Helm does (https://github.com/helm/helm/blob/main/pkg/chart/loader/archive/archive.go):
 * backslashes are slashes, the top folder is taken off, and names that lead out of it are refused. Control and
 * direction-changing characters are written as `\u{…}`. Nothing is ever written to a disk by these paths.
 * @param maxLength characters
 */
export function readArchivePath(name: string, maxLength: number): ArchivePath {
  if (name.length > maxLength) return refuse(`its path is longer than ${maxLength} characters`);
  if (name.includes('\0')) return refuse('its path holds a NUL character');
  const slashed = name.replaceAll('\\', '/');
  if (slashed.startsWith('/')) return refuse('its path is absolute');
  if (/^[A-Za-z]:/.test(slashed)) return refuse('its path starts with a drive letter');
  const parts = slashed.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return refuse('its path leads out of the chart');
  const [folder, ...rest] = parts.map(escapeUnsafe);
  if (folder === undefined) return { kind: 'none' };
  if (rest[0] !== undefined && /^[A-Za-z]:/.test(rest[0]))
    return refuse('its path starts with a drive letter');
  return { kind: 'file', folder, path: rest.join('/') };
}

function refuse(reason: string): ArchivePath {
  return { kind: 'refused', reason };
}
