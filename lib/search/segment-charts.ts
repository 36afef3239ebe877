import { z } from 'zod';
import type { SearchDocument } from '@/lib/search/search-document';
import {
  decodeDictionary,
  decodeLists,
  decodeNumbers,
  decodeTexts,
  DictionaryColumn,
  encodeDictionary,
  encodeLists,
  encodeNumbers,
  encodeTexts,
  NumberColumn,
  sumCounts,
} from '@/lib/search/segment-columns';
import { formatTimes } from '@/lib/search/segment-times';
import { decodeRepositories, encodeRepositories, RepositoryColumns } from '@/lib/search/segment-repositories';

/** A chart as its registry's `charts` segment holds it; its icon is in another. */
export type ChartRow = Omit<SearchDocument, 'icon'> & { icon: null };

/** The `charts` segment's columns. What a chart mostly shares with its repository or version is null there. */
export const ChartColumns = RepositoryColumns.extend({
  /** chart names; null where it is the repository's last segment */
  titles: z.string(),
  descriptions: z.string(),
  versions: z.string(),
  /** `=` for the chart's version, and before any other that begins so */
  appVersions: z.string(),
  created: NumberColumn,
  flags: NumberColumn,
  keywords: DictionaryColumn,
  maintainers: DictionaryColumn,
  licenses: DictionaryColumn,
  /** channel tags */
  channels: DictionaryColumn,
  /** a line for each channel of each row; null where it points at the chart's version */
  channelVersions: z.string(),
  drifted: DictionaryColumn,
  versionCounts: NumberColumn,
});

const DEPRECATED = 1;
const LIBRARY = 2;
const SIGNED = 4;
const DATED = 8;

const OWN: PropertyDescriptor = { configurable: true, enumerable: true, writable: true };

/** @param charts of one registry, by repository; `created` to the second */
export function encodeCharts(charts: readonly Omit<SearchDocument, 'icon'>[]): z.infer<typeof ChartColumns> {
  const seconds = charts.map(({ created }) => readSeconds(created));
  const least = seconds.reduce(
    (min: number, value) => (value !== null && value < min ? value : min),
    Infinity,
  );
  const undated = Number.isFinite(least) ? least : 0;
  return {
    ...encodeRepositories(charts),
    titles: encodeTexts(
      charts.map(({ name, repository }) => (name === lastSegment(repository) ? null : name)),
    ),
    descriptions: encodeTexts(charts.map(({ description }) => description || null)),
    versions: encodeTexts(charts.map(({ version }) => version || null)),
    appVersions: encodeTexts(charts.map((chart) => shortenAppVersion(chart))),
    created: encodeNumbers(seconds.map((value) => value ?? undated)),
    flags: encodeNumbers(
      charts.map(
        ({ deprecated, library, signed }, row) =>
          (deprecated ? DEPRECATED : 0) |
          (library ? LIBRARY : 0) |
          (signed ? SIGNED : 0) |
          (seconds[row] === null ? 0 : DATED),
      ),
    ),
    keywords: encodeLists(charts.map(({ keywords }) => keywords)),
    maintainers: encodeLists(charts.map(({ maintainers }) => maintainers)),
    licenses: encodeDictionary(charts.map(({ license }) => license)),
    channels: encodeLists(charts.map(({ channels }) => Object.keys(channels))),
    channelVersions: encodeTexts(
      charts.flatMap(({ channels, version }) =>
        Object.values(channels).map((target) => (target === version ? null : target)),
      ),
    ),
    drifted: encodeLists(charts.map(({ drifted }) => drifted)),
    versionCounts: encodeNumbers(charts.map(({ versionCount }) => versionCount)),
  };
}

/**
 * The charts that `encodeCharts` was given, by repository. Charts with equal lists share them: change none.
 * @throws SegmentError when the columns do not fit each other
 */
export function decodeCharts(registry: string, columns: z.infer<typeof ChartColumns>): ChartRow[] {
  const repositories = decodeRepositories(columns);
  const count = repositories.length;
  const titles = decodeTexts(columns.titles, count);
  const descriptions = decodeTexts(columns.descriptions, count);
  const versions = decodeTexts(columns.versions, count);
  const appVersions = decodeTexts(columns.appVersions, count);
  const created = formatTimes(decodeNumbers(columns.created, count));
  const flags = decodeNumbers(columns.flags, count);
  const keywords = decodeLists(columns.keywords, count);
  const maintainers = decodeLists(columns.maintainers, count);
  const licenses = decodeDictionary(columns.licenses, count);
  const channels = internTags(decodeLists(columns.channels, count));
  const targets = decodeTexts(
    columns.channelVersions,
    sumCounts(
      channels.map(({ length }) => length),
      columns.channelVersions,
    ),
  );
  const drifted = decodeLists(columns.drifted, count);
  const versionCounts = decodeNumbers(columns.versionCounts, count);
  let target = 0;
  return repositories.map((repository, row): ChartRow => {
    const version = versions[row] ?? '';
    const flag = flags[row] ?? 0;
    const tags = channels[row] ?? [];
    const from = target;
    target += tags.length;
    return {
      registry,
      repository,
      name: titles[row] ?? lastSegment(repository),
      description: descriptions[row] ?? '',
      version,
      appVersion: expandAppVersion(appVersions[row] ?? null, version),
      created: (flag & DATED) === 0 ? null : (created[row] ?? null),
      deprecated: (flag & DEPRECATED) !== 0,
      library: (flag & LIBRARY) !== 0,
      signed: (flag & SIGNED) !== 0,
      keywords: keywords[row] ?? [],
      maintainers: maintainers[row] ?? [],
      license: licenses[row] ?? null,
      icon: null,
      channels: readChannels(tags, targets, from, version),
      drifted: drifted[row] ?? [],
      versionCount: versionCounts[row] ?? 0,
    };
  });
}

/** The same lists, with tags as engines keep names of properties: setting these is many times faster. */
function internTags(lists: readonly string[][]): string[][] {
  const interned = new Map<string[], string[]>();
  return lists.map((list) => {
    let tags = interned.get(list);
    if (tags === undefined) {
      tags = list.map((tag) => Object.keys({ [tag]: true })[0] ?? tag);
      interned.set(list, tags);
    }
    return tags;
  });
}

// Told apart from `Object.fromEntries` by its speed: there may be hundreds of thousands of channels.
function readChannels(
  tags: readonly string[],
  targets: readonly (string | null)[],
  from: number,
  version: string,
): Record<string, string> {
  const channels: Record<string, string> = {};
  for (let index = 0; index < tags.length; index += 1) {
    const tag = tags[index] ?? '';
    const target = targets[from + index] ?? version;
    if (tag === '__proto__') {
      Object.defineProperty(channels, tag, { ...OWN, value: target });
    } else channels[tag] = target;
  }
  return channels;
}

function shortenAppVersion({ appVersion, version }: Pick<SearchDocument, 'appVersion' | 'version'>) {
  if (appVersion === null) return null;
  if (appVersion === version) return '=';
  return appVersion.startsWith('=') ? `=${appVersion}` : appVersion;
}

function expandAppVersion(text: string | null, version: string): string | null {
  if (text === '=') return version;
  return text?.startsWith('=') === true ? text.slice(1) : text;
}

/** Whole seconds since the epoch; null for what is no time. */
function readSeconds(created: string | null): number | null {
  const time = created === null ? Number.NaN : Date.parse(created);
  return Number.isNaN(time) ? null : Math.floor(time / 1000);
}

function lastSegment(repository: string): string {
  return repository.slice(repository.lastIndexOf('/') + 1);
}
