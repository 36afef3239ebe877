import { AppError } from '@/lib/errors';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { isVersion, sortVersions } from '@/lib/helm/chart-tag';
import { readIndexDocument } from '@/lib/helm/index-document';
import { escapeUnsafe, truncateText } from '@/lib/helm/plain-text';
import { isDigest, isRepositoryName, type Digest } from '@/lib/oci/names';
import { RegistryError } from '@/lib/oci/registry-error';

/** A chart version as an index lists it. */
export interface IndexedVersion {
  version: string;
  /** of the archive; null when the index says none, or one of another kind */
  digest: Digest | null;
  /** where the archive is, absolute or relative to the repository; not checked yet, at most 10 */
  urls: string[];
  /** RFC 3339, in UTC */
  created: string | null;
  /** ChartMetadata as JSON: an index of 200,000 versions is small as text, and few are ever looked at */
  metadata: string;
}

/** Everything an index lists. */
export interface IndexContent {
  /** by name; versions newest first, none without any */
  charts: ReadonlyMap<string, IndexedVersion[]>;
  /** charts whose name cannot be part of an address in Chartroom, unsafe characters escaped */
  unusable: string[];
  skipped: SkippedEntries;
}

/** What was wrong with single entries; the others are read. */
export interface SkippedEntries {
  count: number;
  /** one sentence each, of the first 100 */
  reasons: string[];
}

const MAX_CHARTS = 50_000;
const MAX_VERSIONS = 500_000;
const MAX_CHART_VERSIONS = 10_000;
const MAX_URLS = 10;
/** Characters: signed addresses are long. */
const MAX_URL = 4096;
const MAX_REASONS = 100;
/** Characters of all metadata: with aliases an index of kilobytes can stand for gigabytes. */
const MAX_METADATA = 128 * 1024 * 1024;

/**
 * Reads the index of a chart repository, as YAML or JSON. An entry that is wrong is left out and counted: versions that
 * are not SemVer, or listed twice, or without a name. Of a chart with more than 10,000 versions the newest are kept.
 * Rule: https://helm.sh/docs/topics/chart_repository/#the-index-file and
 * https://github.com/helm/helm/blob/main/pkg/repo/v1/index.go
 * @param bytes untrusted; gzipped or not
 * @param source the index's address without user info and query, for messages
 * @throws RegistryError `too_large` past 50 MiB, 50,000 charts, 500,000 versions or 128 Mi characters of metadata;
 * `protocol` when it is not an index. Nothing else.
 */
export function parseRepositoryIndex(bytes: Uint8Array, source: string): IndexContent {
  const entries = readEntries(readIndexDocument(bytes, source), source);
  const charts = new Map<string, IndexedVersion[]>();
  const unusable: string[] = [];
  const skipped = new Skipped();
  const allowance = new Allowance(source);
  for (const [name, list] of Object.entries(entries)) {
    if (!isRepositoryName(name)) {
      unusable.push(showName(name));
      continue;
    }
    if (!Array.isArray(list)) {
      skipped.add(name, 'its versions are not a list');
      continue;
    }
    const read = readVersions(name, list, skipped, allowance);
    if (read.length > 0) charts.set(name, read);
  }
  return { charts, unusable, skipped: { count: skipped.count, reasons: skipped.reasons } };
}

class Skipped {
  count = 0;
  readonly reasons: string[] = [];

  add(place: string, reason: string, entries = 1): void {
    this.count += entries;
    if (this.reasons.length < MAX_REASONS) this.reasons.push(`${showName(place)}: ${reason}.`);
  }
}

/** What the charts of one index may have together. */
class Allowance {
  readonly #source: string;
  #versions = MAX_VERSIONS;
  #metadata = MAX_METADATA;

  constructor(source: string) {
    this.#source = source;
  }

  takeVersions(count: number): void {
    this.#versions -= count;
    if (this.#versions < 0) throw tooLarge(this.#source, `lists more than ${MAX_VERSIONS} chart versions`);
  }

  takeMetadata(length: number): void {
    this.#metadata -= length;
    if (this.#metadata < 0) throw tooLarge(this.#source, 'holds too much metadata');
  }
}

function readEntries(document: unknown, source: string): Record<string, unknown> {
  if (!isRecord(document) || !isFilled(document['apiVersion'])) {
    throw new RegistryError('protocol', `${source} is not the index of a chart repository: no apiVersion.`, {
      url: source,
    });
  }
  const entries = document['entries'] ?? {}; // a repository without charts
  if (!isRecord(entries)) {
    throw new RegistryError('protocol', `${source}: its entries are not a mapping of charts.`, {
      url: source,
    });
  }
  if (Object.keys(entries).length > MAX_CHARTS) {
    throw tooLarge(source, `lists more than ${MAX_CHARTS} charts`);
  }
  return entries;
}

function readVersions(
  chart: string,
  list: unknown[],
  skipped: Skipped,
  allowance: Allowance,
): IndexedVersion[] {
  allowance.takeVersions(list.length);
  const found = new Map<string, IndexedVersion>();
  for (const [position, entry] of list.entries()) {
    const read = readVersion(entry);
    if (typeof read === 'string') skipped.add(`${chart}, entry ${position + 1}`, read);
    else if (found.has(read.version)) skipped.add(`${chart} ${read.version}`, 'it is listed more than once');
    else {
      allowance.takeMetadata(read.metadata.length);
      found.set(read.version, read);
    }
  }
  const newestFirst = sortVersions([...found.keys()]).flatMap((version) => found.get(version) ?? []);
  const surplus = newestFirst.length - MAX_CHART_VERSIONS;
  if (surplus > 0) skipped.add(chart, `only its newest ${MAX_CHART_VERSIONS} versions are read`, surplus);
  return newestFirst.slice(0, MAX_CHART_VERSIONS);
}

/** The version, or what is wrong with the entry. */
function readVersion(entry: unknown): IndexedVersion | string {
  if (!isRecord(entry)) return 'it is not a mapping';
  try {
    const metadata = parseChartMetadata(entry);
    const { version } = metadata;
    if (!isVersion(version)) return `“${showName(version)}” is not a SemVer version`;
    return {
      version,
      digest: readDigest(own(entry, 'digest')),
      urls: readUrls(own(entry, 'urls')),
      created: readCreated(own(entry, 'created')),
      metadata: JSON.stringify(metadata),
    };
  } catch (error) {
    if (error instanceof AppError) return error.message.replace(/\.$/, '');
    throw error;
  }
}

/** Helm writes the bare sha256 of the archive; others put the algorithm before it. */
function readDigest(value: unknown): Digest | null {
  if (typeof value !== 'string') return null;
  const hex = value.trim().toLowerCase();
  const digest = hex.startsWith('sha256:') ? hex : `sha256:${hex}`;
  return isDigest(digest) ? digest : null;
}

function readUrls(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((url): url is string => typeof url === 'string' && url !== '' && url.length <= MAX_URL)
    .slice(0, MAX_URLS);
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,12})?(Z|[+-]\d{2}:\d{2})$/i;
/** What Go writes for no time at all. */
const ZERO_TIME = '0001-01-01T00:00:00.000Z';

function readCreated(value: unknown): string | null {
  if (typeof value !== 'string' || !RFC_3339.test(value)) return null;
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) return null;
  const text = time.toISOString();
  return text === ZERO_TIME ? null : text;
}

function isFilled(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value !== '');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// `value.constructor` of a parsed object without such a key would find the prototype's.
function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function showName(name: string): string {
  return truncateText(escapeUnsafe(name), 256);
}

function tooLarge(source: string, reason: string): RegistryError {
  return new RegistryError('too_large', `${source} ${reason} and was not read.`, { url: source });
}
