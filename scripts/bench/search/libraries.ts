import uFuzzy from '@leeoniya/ufuzzy';
import Fuse, { type IFuseOptions } from 'fuse.js';
import MiniSearch from 'minisearch';
import type { Library } from './worker-messages';

/** What is searched of a chart; `id` is its place. */
export interface Entry {
  id: number;
  name: string;
  keywords: readonly string[];
  description: string;
  images: readonly string[];
}

/** Gives the places of found charts, best first. */
export type FindPlaces = (text: string) => readonly number[];

const FIELDS = ['name', 'keywords', 'description', 'images'];
export const LIMIT = 50;

/** Prepares a library for searching charts. */
export function prepareLibrary(library: Library, entries: readonly Entry[]): FindPlaces {
  switch (library) {
    case 'fuse':
      return findWithFuse(entries, {});
    case 'fuseToken':
      return findWithFuse(entries, { useTokenSearch: true });
    case 'minisearch':
      return findWithMiniSearch(entries);
    case 'ufuzzy':
      return findWithUFuzzy(entries);
  }
}

function findWithFuse(entries: readonly Entry[], options: IFuseOptions<Entry>): FindPlaces {
  const fuse = new Fuse(entries, { ...options, keys: FIELDS });
  return (text) => fuse.search(text, { limit: LIMIT }).map(({ item }) => item.id);
}

function findWithMiniSearch(entries: readonly Entry[]): FindPlaces {
  const index = new MiniSearch<Entry>({
    fields: FIELDS,
    searchOptions: { prefix: true, fuzzy: 0.2 },
  });
  index.addAll(entries);
  return (text) => index.search(text).map(({ id }) => Number(id));
}

/** With one slip in a word, and words in any order, as a first stage would have to find them. */
function findWithUFuzzy(entries: readonly Entry[]): FindPlaces {
  const fuzzy = new uFuzzy({ intraMode: 1 });
  const texts = entries.map(({ name, keywords, description }) =>
    [name, ...keywords, description].join(' ').toLowerCase(),
  );
  return (text) => {
    const [places, info, order] = fuzzy.search(texts, text.toLowerCase(), 4);
    if (places === null || info === null || order === null) return places ?? []; // too many to rank
    return order.map((at) => info.idx[at] ?? 0);
  };
}
