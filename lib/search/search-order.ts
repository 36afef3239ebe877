import type { SearchDocument } from '@/lib/search/search-document';

/** The places of every chart in the orders that do not depend on a query, so that sorting compares whole numbers. */
export interface SearchOrder {
  /** by name as people read it (`redis-2` before `redis-10`), then registry, then repository */
  byName: Int32Array;
  /** newest first, charts without a date last, then by name */
  byUpdate: Int32Array;
  /** charts that live first: not deprecated, with a stable release, newest, then by name */
  byLife: Int32Array;
  /** when each was updated, in milliseconds since the epoch; NaN where nobody says */
  times: Float64Array;
  /** 1 for a deprecated chart, else 0 */
  deprecation: Float64Array;
}

const PLACES = 2 ** 20; // of a rank in a number that is sorted by

/** Orders charts once. No two places are equal, so every sort by them is the same each time. */
export function orderDocuments(documents: readonly SearchDocument[]): SearchOrder {
  const times = Float64Array.from(documents, ({ created }) =>
    created === null ? Number.NaN : Date.parse(created),
  );
  const keys = documents.map(nameKey);
  const places = Array.from(documents, (_, place) => place);
  places.sort((a, b) => compareText(keys[a], keys[b]) || a - b);
  const byName = toRanks(places);
  const bySeconds = rankBy(documents.length, (place) => secondsAgo(times[place] ?? Number.NaN), byName);
  // Within a second the order is that of the names.
  const byLife = rankBy(documents.length, (place) => liveliness(documents[place]), bySeconds);
  const deprecation = Float64Array.from(documents, ({ deprecated }) => (deprecated ? 1 : 0));
  return { byName, byUpdate: bySeconds, byLife, times, deprecation };
}

/** Ranks by a whole number, and by another rank where that is equal. */
function rankBy(count: number, read: (place: number) => number, then: Int32Array): Int32Array {
  const keys = Float64Array.from({ length: count }, (_, place) => read(place) * PLACES + (then[place] ?? 0));
  const places = new Int32Array(count);
  for (const [place, rank] of then.entries()) places[rank] = place;
  keys.sort();
  return toRanks(Array.from(keys, (key) => places[key % PLACES] ?? 0));
}

const LATEST = 2 ** 32; // s since the epoch: in the year 2106

/** Fewer for what is newer; most where nobody says. */
function secondsAgo(time: number): number {
  return Number.isNaN(time) ? LATEST : Math.min(LATEST - 1, Math.max(0, LATEST - Math.floor(time / 1000)));
}

function liveliness(document: SearchDocument | undefined): number {
  if (document === undefined) return 0;
  return (document.deprecated ? 2 : 0) + (isPrerelease(document.version) ? 1 : 0);
}

/** Whether a version is a pre-release. Rule: https://semver.org/#spec-item-9 (build metadata may hold dashes too). */
export function isPrerelease(version: string): boolean {
  const dash = version.indexOf('-');
  if (dash < 0) return false;
  const plus = version.indexOf('+');
  return plus < 0 || dash < plus;
}

/** Numbers of one length, so that text sorts as people read it; a thousand times quicker than a collator. */
function nameKey({ name, registry, repository }: SearchDocument): string {
  return `${name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(8, '0'))}\0${registry}\0${repository}`;
}

function compareText(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function toRanks(places: readonly number[]): Int32Array {
  const ranks = new Int32Array(places.length);
  for (const [rank, place] of places.entries()) ranks[place] = rank;
  return ranks;
}
