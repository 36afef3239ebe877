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
  const count = documents.length;
  const times = new Float64Array(count);
  const deprecation = new Float64Array(count);
  const age = new Float64Array(count);
  const liveliness = new Float64Array(count);
  for (const [place, { created, deprecated, version }] of documents.entries()) {
    times[place] = created === null ? Number.NaN : Date.parse(created);
    deprecation[place] = deprecated ? 1 : 0;
    age[place] = secondsAgo(times[place]);
    liveliness[place] = (deprecated ? 2 : 0) + (isPrerelease(version) ? 1 : 0);
  }
  const byName = rankNames(documents);
  // Within a second the order is that of the names.
  const byUpdate = rankBy(age, byName);
  return { byName, byUpdate, byLife: rankBy(liveliness, byUpdate), times, deprecation };
}

function rankNames(documents: readonly SearchDocument[]): Int32Array {
  const places = new Map<string, number>();
  for (const [place, document] of documents.entries()) {
    let key = nameKey(document);
    while (places.has(key)) key += '\0'; // the same chart twice
    places.set(key, place);
  }
  const ranks = new Int32Array(documents.length);
  for (const [rank, key] of [...places.keys()].sort().entries()) ranks[places.get(key) ?? 0] = rank;
  return ranks;
}

/** Ranks by a whole number, and by another rank where that is equal. */
function rankBy(numbers: Float64Array, then: Int32Array): Int32Array {
  const keys = new Float64Array(numbers.length);
  const places = new Int32Array(numbers.length);
  for (let place = 0; place < keys.length; place += 1) {
    const rank = then[place] ?? 0;
    keys[place] = (numbers[place] ?? 0) * PLACES + rank;
    places[rank] = place;
  }
  keys.sort();
  const ranks = new Int32Array(keys.length);
  for (let rank = 0; rank < keys.length; rank += 1) ranks[places[(keys[rank] ?? 0) % PLACES] ?? 0] = rank;
  return ranks;
}

const LATEST = 2 ** 32; // s since the epoch: in the year 2106

/** Fewer for what is newer; most where nobody says. */
function secondsAgo(time: number): number {
  return Number.isNaN(time) ? LATEST : Math.min(LATEST - 1, Math.max(0, LATEST - Math.floor(time / 1000)));
}

/** Whether a version is a pre-release. Rule: https://semver.org/#spec-item-9 (build metadata may hold dashes too). */
export function isPrerelease(version: string): boolean {
  const dash = version.indexOf('-');
  if (dash < 0) return false;
  const plus = version.indexOf('+');
  return plus < 0 || dash < plus;
}

const DIGITS = /\d+/g;

/** Numbers of one length, so that text sorts as people read it; a thousand times quicker than a collator. */
function nameKey({ name, registry, repository }: SearchDocument): string {
  const plain = name.toLowerCase();
  const key = plain.search(DIGITS) < 0 ? plain : plain.replace(DIGITS, (digits) => digits.padStart(8, '0'));
  return `${key}\0${registry}\0${repository}`;
}
