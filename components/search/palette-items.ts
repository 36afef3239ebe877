import { driftWords } from '@/components/search/drift-words';
import { matchRanges } from '@/components/search/palette-words';
import type { PastedReference } from '@/components/search/pasted-reference';
import { readVersionText } from '@/components/search/version-text';
import { chartPath, formatChartReference, type ChartAddress } from '@/lib/references';
import { readChannelName } from '@/lib/search/channel-name';
import type { SearchDocument } from '@/lib/search/search-document';
import { EVERYTHING, normalizeQuery, searchPath } from '@/lib/search/search-request';
import type { Highlight, SearchHit } from '@/lib/search/search-result';

/** What choosing an item does. */
export type PaletteAct =
  /** goes to a page of Chartroom, or to a document */
  | { kind: 'open'; path: string }
  | { kind: 'theme'; theme: 'light' | 'dark' | 'system' }
  | { kind: 'refresh' };

/** One thing to choose. */
export interface PaletteItem {
  /** differs from that of every other item; has no white space */
  id: string;
  label: string;
  /** what of the label was typed */
  ranges: Highlight['ranges'];
  /** what tells it from others of that label; may be empty */
  detail: string;
  /** what is wrong with it, in a few words; left out where nothing is */
  alarm?: string | undefined;
  act: PaletteAct;
}

/** Items of one kind; at least one. */
export interface PaletteGroup {
  name: string;
  items: PaletteItem[];
}

/** A chart and all of its versions, newest first. */
export interface ChartVersions {
  document: SearchDocument;
  versions: readonly string[];
}

/** What the palette can choose from. */
export interface PaletteSource {
  /** what was typed */
  text: string;
  /** the charts that match best */
  hits: readonly SearchHit[];
  /** those that match what was typed before a version */
  versions: readonly ChartVersions[];
  /** names */
  registries: readonly string[];
  /** the charts opened last, newest first */
  recent: readonly ChartAddress[];
  pasted: PastedReference | undefined;
}

/** Charts that are listed at most. */
export const MOST_CHARTS = 7;
const MOST_VERSIONS = 6;
const MOST_CHANNELS = 6;
const MOST_REGISTRIES = 5;

const PAGES = [
  { label: 'Charts', detail: '', path: '/' },
  { label: 'Channels', detail: 'what could be promoted', path: '/channels' },
  { label: 'Transfers', detail: 'copies to other registries', path: '/transfers' },
  { label: 'Registries', detail: '', path: '/registries' },
  { label: 'Webhooks', detail: 'who is told, and deliveries', path: '/webhooks' },
  { label: 'API', detail: 'OpenAPI document', path: '/api/v1/openapi.json' },
];

const ACTIONS: { label: string; act: PaletteAct }[] = [
  { label: 'Use light colours', act: { kind: 'theme', theme: 'light' } },
  { label: 'Use dark colours', act: { kind: 'theme', theme: 'dark' } },
  { label: 'Use the system’s colours', act: { kind: 'theme', theme: 'system' } },
  { label: 'Refresh all registries', act: { kind: 'refresh' } },
];

/** What there is to choose, in groups, the best first. Without text: what was opened last, pages and actions. */
export function listPaletteGroups(source: PaletteSource): PaletteGroup[] {
  const text = normalizeQuery(source.text);
  const words = text.toLowerCase().split(' ').filter(Boolean);
  const groups =
    text === ''
      ? [{ name: 'Recently opened', items: source.recent.map(toRecent) }]
      : [
          { name: 'Reference', items: listReference(source.pasted) },
          { name: 'Charts', items: source.hits.slice(0, MOST_CHARTS).map(toChart) },
          { name: 'Versions', items: listVersions(source.versions, text) },
          { name: 'Channels', items: listChannels(source.hits, words) },
          { name: 'Registries', items: listRegistries(source.registries, words) },
        ];
  return [
    ...groups,
    { name: 'Pages', items: listPages(words) },
    { name: 'Actions', items: [...listSearch(text), ...listActions(words)] },
  ].filter(({ items }) => items.length > 0);
}

function listReference(pasted: PastedReference | undefined): PaletteItem[] {
  if (pasted?.kind !== 'chart') return [];
  const label = `Open ${formatChartReference(pasted.reference)}`;
  return [{ ...toPage('reference', pasted.path), label }];
}

function toChart({ document, highlights }: SearchHit): PaletteItem {
  const { name, version, registry, repository, drifted } = document;
  return {
    ...toPage(`chart:${registry}/${repository}`, chartPath({ registry, repository })),
    label: name,
    ranges: highlights.find(({ field }) => field === 'name')?.ranges ?? [],
    detail: `${version} · ${registry}${repository === name ? '' : `/${repository}`}`,
    alarm: drifted.length === 0 ? undefined : driftWords(drifted),
  };
}

function toRecent(address: ChartAddress): PaletteItem {
  const name = address.repository.slice(address.repository.lastIndexOf('/') + 1);
  const reference = formatChartReference({ registry: address.registry, repository: address.repository });
  return { ...toPage(`recent:${reference}`, chartPath(address)), label: name, detail: reference };
}

function listVersions(charts: readonly ChartVersions[], text: string): PaletteItem[] {
  const asked = readVersionText(text)?.version;
  if (asked === undefined) return [];
  const items = charts.flatMap(({ document: { name, registry, repository, drifted }, versions }) => {
    const matching = versions.filter((version) => version.startsWith(asked));
    // What is complete goes before what may yet become it: `1.2` means 1.2.x rather than 1.20.x.
    const exact = matching.filter((version) => !/^\d/.test(version.slice(asked.length)));
    return [...new Set([...exact, ...matching])].map((version) => ({
      ...toPage(
        `version:${registry}/${repository}@${version}`,
        chartPath({ registry, repository, selector: { kind: 'version', version } }),
      ),
      label: `${name} ${version}`,
      ranges: [[name.length + 1, name.length + 1 + asked.length] as const],
      detail: `${registry}/${repository}`,
      alarm: drifted.includes(version) ? 'was pushed again' : undefined,
    }));
  });
  return items.slice(0, MOST_VERSIONS);
}

function listChannels(hits: readonly SearchHit[], words: readonly string[]): PaletteItem[] {
  const items = hits.slice(0, MOST_CHARTS).flatMap(({ document }) => {
    const { name, registry, repository, channels } = document;
    const asked = Object.entries(channels).filter(([tag]) => words.some((word) => isNamed(tag, word)));
    return asked.map(([tag, version]) => ({
      ...toPage(
        `channel:${registry}/${repository}:${tag}`,
        chartPath({ registry, repository, selector: { kind: 'channel', tag } }),
      ),
      label: `${name} ${tag}`,
      detail: `→ ${version} · ${registry}/${repository}`,
    }));
  });
  return items.slice(0, MOST_CHANNELS);
}

const SHORTEST = 2; // characters that name a channel

function isNamed(tag: string, word: string): boolean {
  if (word.length < SHORTEST) return false;
  return [tag, readChannelName(tag)].some((name) => name.toLowerCase().startsWith(word));
}

function listRegistries(names: readonly string[], words: readonly string[]): PaletteItem[] {
  const items = names.flatMap((name) => {
    const ranges = matchRanges(name, words);
    const path = searchPath({ ...EVERYTHING, registries: [name] });
    return ranges === undefined
      ? []
      : [{ ...toPage(`registry:${name}`, path), label: name, ranges, detail: 'its charts' }];
  });
  return items.slice(0, MOST_REGISTRIES);
}

function listPages(words: readonly string[]): PaletteItem[] {
  return PAGES.flatMap(({ label, detail, path }) => {
    const ranges = matchRanges(label, words);
    return ranges === undefined ? [] : [{ ...toPage(`page:${path}`, path), label, ranges, detail }];
  });
}

function listSearch(text: string): PaletteItem[] {
  if (text === '') return [];
  const path = searchPath({ ...EVERYTHING, query: text });
  return [{ ...toPage('search', path), label: `Search the list for “${text}”` }];
}

function listActions(words: readonly string[]): PaletteItem[] {
  return ACTIONS.flatMap(({ label, act }, i) => {
    const ranges = matchRanges(label, words);
    return ranges === undefined ? [] : [{ id: `action:${i}`, label, ranges, detail: '', act }];
  });
}

function toPage(id: string, path: string): PaletteItem {
  return { id, label: '', ranges: [], detail: '', act: { kind: 'open', path } };
}
