import { OLDEST } from '@/lib/search/filters';
import type { IndexedCorpus } from '@/lib/search/search-corpus';
import { UPDATED_CHOICES, type SearchChoices } from '@/lib/search/search-request';
import type { FacetCount, Facets } from '@/lib/search/search-result';
import { countValues, type ValueIndex } from '@/lib/search/value-index';

/** Places of charts that pass every filter, and of those that one choice alone keeps out. */
export interface Counted {
  kept: Int32Array;
  byChoice: ReadonlyMap<keyof SearchChoices, readonly number[]>;
}

const MOST = { registries: 1000, namespaces: 200, keywords: 100, channels: 50 } as const;

/**
 * Counts what each filter would leave, with the others as they are.
 * @param now milliseconds since the epoch
 */
export function countFacets(
  corpus: IndexedCorpus,
  choices: SearchChoices,
  counted: Counted,
  now: number,
): Facets {
  // Of most charts it is quicker to say which ones are not among them.
  const left =
    counted.kept.length * 2 > corpus.documents.length ? listOthers(corpus, counted.kept) : undefined;
  const count = (
    index: ValueIndex,
    choice: keyof SearchChoices,
    chosen: readonly string[],
    most: number,
  ): FacetCount[] => {
    const counts = left === undefined ? new Int32Array(index.names.length) : index.totals.slice();
    if (left === undefined) countValues(index, counted.kept, counts);
    else countValues(index, left, counts, -1);
    countValues(index, counted.byChoice.get(choice) ?? [], counts);
    return list(index, counts, chosen, most);
  };
  return {
    registries: count(corpus.registries, 'registries', choices.registries, MOST.registries).sort((a, b) =>
      compareText(a.name, b.name),
    ),
    namespaces: count(corpus.namespaces, 'namespace', toList(choices.namespace), MOST.namespaces),
    keywords: count(corpus.keywords, 'keyword', toList(choices.keyword?.toLowerCase()), MOST.keywords),
    channels: count(corpus.channels, 'channel', toList(choices.channel), MOST.channels),
    updated: countAges(corpus, counted, now),
    deprecated:
      countDeprecated(corpus, counted.kept) +
      countDeprecated(corpus, counted.byChoice.get('deprecated') ?? []),
  };
}

function listOthers({ documents }: IndexedCorpus, places: Int32Array): Int32Array {
  const among = new Uint8Array(documents.length);
  for (let i = 0; i < places.length; i += 1) among[places[i] ?? 0] = 1;
  const others = new Int32Array(documents.length - places.length);
  let size = 0;
  for (let place = 0; place < among.length; place += 1) {
    if (among[place] === 1) continue;
    others[size] = place;
    size += 1;
  }
  return others;
}

/** Choices nest: what is younger than a week is younger than a month. So each chart counts in the narrowest alone first. */
function countAges(
  { order: { times } }: IndexedCorpus,
  { kept, byChoice }: Counted,
  now: number,
): FacetCount[] {
  const bounds = UPDATED_CHOICES.map((choice) => OLDEST[choice]);
  const counts = new Int32Array(bounds.length);
  for (const places of [kept, byChoice.get('updated') ?? []]) {
    for (let i = 0; i < places.length; i += 1) {
      const age = now - (times[places[i] ?? 0] ?? Number.NaN);
      let choice = 0;
      while (choice < bounds.length && !(age < (bounds[choice] ?? 0))) choice += 1;
      if (choice < bounds.length) counts[choice] = (counts[choice] ?? 0) + 1;
    }
  }
  let within = 0;
  return UPDATED_CHOICES.map((name, i) => {
    const own = counts[i] ?? 0;
    within += own;
    return { name, count: name === 'older' ? own : within };
  });
}

function countDeprecated({ order: { deprecation } }: IndexedCorpus, places: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < places.length; i += 1) count += deprecation[places[i] ?? 0] ?? 0;
  return count;
}

/** The values with most charts, and what is chosen in front. */
function list(
  { names }: ValueIndex,
  counts: Int32Array,
  chosen: readonly string[],
  most: number,
): FacetCount[] {
  const found: FacetCount[] = [];
  for (let id = 0; id < counts.length; id += 1) {
    const count = counts[id] ?? 0;
    const name = names[id] ?? '';
    if (count > 0 && !chosen.includes(name)) found.push({ name, count });
  }
  found.sort((a, b) => b.count - a.count || compareText(a.name, b.name));
  const first = chosen.map((name) => ({ name, count: counts[names.indexOf(name)] ?? 0 }));
  return [...first, ...found].slice(0, most);
}

function toList(choice: string | null | undefined): string[] {
  return choice === null || choice === undefined ? [] : [choice];
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
