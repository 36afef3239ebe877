import { coerce, parse, Range } from 'semver';
import { readChannelName } from '@/lib/search/channel-name';
import { FIELD, namedBy } from '@/lib/search/chart-words';
import type { ValuedField } from '@/lib/search/field-values';
import { markUsers, usersOf } from '@/lib/search/image-words';
import type { Postings } from '@/lib/search/postings';
import type { Comparison, Condition, TextField } from '@/lib/search/query';
import type { IndexedCorpus } from '@/lib/search/search-corpus';
import type { SearchDocument } from '@/lib/search/search-document';
import { isPrerelease } from '@/lib/search/search-order';
import type { SearchChoices, UpdatedChoice } from '@/lib/search/search-request';
import { compactText, foldText, readWords } from '@/lib/search/search-words';
import type { ValueIndex } from '@/lib/search/value-index';

/** Whether the chart at a place passes. */
export type Accepts = (place: number) => boolean;

const DAY = 86_400_000;

/** The choices that are made, each as what it lets through. */
export function compileChoices(
  corpus: IndexedCorpus,
  choices: SearchChoices,
  now: number,
): Partial<Record<keyof SearchChoices, Accepts>> {
  const { documents, order } = corpus;
  const { registries, namespace, keyword, channel, updated, deprecated } = choices;
  const compiled: Partial<Record<keyof SearchChoices, Accepts>> = {};
  const on = (test: (document: SearchDocument) => boolean): Accepts => onDocument(documents, test);
  if (registries.length > 0) compiled.registries = on(({ registry }) => registries.includes(registry));
  if (namespace !== null) compiled.namespace = on(({ repository }) => repository.startsWith(`${namespace}/`));
  if (keyword !== null) {
    const wanted = keyword.toLowerCase();
    compiled.keyword = on(({ keywords }) => keywords.some((one) => one.toLowerCase() === wanted));
  }
  if (channel !== null)
    compiled.channel = on(({ channels }) =>
      Object.keys(channels).some((tag) => readChannelName(tag) === channel),
    );
  if (updated !== null)
    compiled.updated = (place) => isWithin(now - (order.times[place] ?? Number.NaN), updated);
  if (deprecated !== 'show')
    compiled.deprecated = on((document) => document.deprecated === (deprecated === 'only'));
  return compiled;
}

/** The age in milliseconds that charts under a choice stay below. */
export const OLDEST: Readonly<Record<UpdatedChoice, number>> = {
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  '90d': 90 * DAY,
  '365d': 365 * DAY,
  older: Number.POSITIVE_INFINITY,
};

/** Whether a chart of this age, in milliseconds, falls under a choice; one without a date (NaN) does under none. */
export function isWithin(age: number, choice: UpdatedChoice): boolean {
  return age < OLDEST[choice] && (choice !== 'older' || age >= OLDEST['365d']);
}

/**
 * What a condition lets through, without its negation. Words let everything through: they are matched.
 * @param now milliseconds since the epoch
 */
export function compileCondition(corpus: IndexedCorpus, condition: Condition, now: number): Accepts {
  const { documents, order } = corpus;
  const on = (test: (document: SearchDocument) => boolean): Accepts => onDocument(documents, test);
  switch (condition.kind) {
    case 'word':
      return () => true;
    case 'phrase':
      return compilePhrase(corpus, condition.text);
    case 'text': {
      const tests = condition.values.map((value) => compileValue(corpus, condition.field, value));
      return (place) => tests.some((accepts) => accepts(place));
    }
    case 'range':
      return condition.field === 'version'
        ? onValues(corpus, 'version', testVersion(condition.range))
        : onValues(corpus, 'appVersion', testAppVersion(condition.range));
    case 'state':
      return on((document) => STATES[condition.state](document));
    case 'age':
      return (place) =>
        compare(now - (order.times[place] ?? Number.NaN), condition.comparison, condition.age);
    case 'date':
      return (place) => compare(order.times[place] ?? Number.NaN, condition.comparison, condition.at);
  }
}

/** Charts that have a word as it is, or another form of it: what `-word` keeps out. */
export function compileExclusion({ documents, words, images }: IndexedCorpus, text: string): Accepts {
  const wanted = readWords(text);
  const having = wanted.map((word) => {
    const places = new Set<number>(listThings(words, word));
    if (images === null) return places;
    for (const image of listThings(images, word))
      for (const place of usersOf(images, image)) places.add(place);
    return places;
  });
  return documents.length === 0 || wanted.length === 0
    ? () => false
    : (place) => having.every((places) => places.has(place));
}

function listThings({ vocabulary, starts, things }: Postings, word: string): number[] {
  const same = vocabulary.find(word);
  const ids = [...(same === undefined ? [] : [same]), ...vocabulary.sameStem(word)];
  return ids.flatMap((id) => [...things.subarray(starts[id], starts[id + 1])]);
}

function compilePhrase(corpus: IndexedCorpus, text: string): Accepts {
  const phrase = readWords(text);
  if (phrase.length === 0) return () => true;
  const { documents, words, images } = corpus;
  const wanted = ` ${phrase.join(' ')} `;
  const holds = (other: string): boolean => ` ${readWords(other).join(' ')} `.includes(wanted);
  const having = new Uint8Array(documents.length);
  for (const place of listHavingAll(words, phrase)) {
    const document = documents[place];
    if (document === undefined) continue;
    const { name, description, keywords, maintainers } = document;
    if ([name, description, ...keywords, ...maintainers].some(holds)) having[place] = 1;
  }
  if (images !== null) {
    for (const id of listHavingAll(images, phrase))
      if (holds(images.references[id] ?? '')) for (const place of usersOf(images, id)) having[place] = 1;
  }
  return (place) => having[place] === 1;
}

/** The things that have every word: only there can the words stand side by side. */
function listHavingAll({ vocabulary, starts, things }: Postings, phrase: readonly string[]): number[] {
  let having: number[] | undefined;
  for (const word of phrase) {
    const id = vocabulary.find(word);
    if (id === undefined) return [];
    const own = things.subarray(starts[id], starts[id + 1]);
    if (having === undefined) having = [...own];
    else {
      const others = new Set(own);
      having = having.filter((thing) => others.has(thing));
    }
  }
  return having ?? [];
}

function compileValue(corpus: IndexedCorpus, field: TextField, value: string): Accepts {
  const { documents } = corpus;
  const wanted = foldText(value);
  switch (field) {
    case 'registry': {
      const whole = corpus.registries.names.some((name) => foldText(name) === wanted);
      return acceptValues(corpus.registries, (name) =>
        whole ? foldText(name) === wanted : foldText(name).startsWith(wanted),
      );
    }
    case 'namespace': {
      const path = wanted.replace(/\/+$/, '');
      return acceptValues(corpus.namespaces, (name) => foldText(name) === path);
    }
    case 'name':
      return compileName(corpus, compactText(value));
    case 'keyword': {
      const phrase = ` ${readWords(value).join(' ')}`;
      return onValues(corpus, 'keyword', (one) => ` ${readWords(one).join(' ')}`.includes(phrase));
    }
    case 'channel':
      return onValues(
        corpus,
        'tag',
        (tag) => foldText(tag) === wanted || foldText(readChannelName(tag)) === wanted,
      );
    case 'maintainer':
    case 'license':
      return onValues(corpus, field, (one) => foldText(one).includes(wanted));
    case 'image': {
      const { images } = corpus;
      const having = new Uint8Array(documents.length);
      if (images !== null) markUsers(images, wanted, having);
      return (place) => having[place] === 1;
    }
  }
}

/** Names that hold `compact`, whatever stands between their words. */
function compileName({ documents, words }: IndexedCorpus, compact: string): Accepts {
  const having = new Uint8Array(documents.length);
  const { words: all } = words.vocabulary;
  for (let id = 0; id < all.length; id += 1) {
    if (((words.fields[id] ?? 0) & FIELD.whole) === 0 || all[id]?.includes(compact) !== true) continue;
    for (const place of namedBy(words, id)) having[place] = 1;
  }
  return (place) => having[place] === 1;
}

function onValues({ values }: IndexedCorpus, field: ValuedField, test: (value: string) => boolean): Accepts {
  return acceptValues(values(field), test);
}

/** Charts with a value that passes; each different value is tried once. */
function acceptValues({ names, starts, ids }: ValueIndex, test: (value: string) => boolean): Accepts {
  const passing = Uint8Array.from(names, (name) => (test(name) ? 1 : 0));
  return (place) => {
    const end = starts[place + 1] ?? 0;
    for (let i = starts[place] ?? 0; i < end; i += 1) if (passing[ids[i] ?? 0] === 1) return true;
    return false;
  };
}

const STATES = {
  deprecated: ({ deprecated }) => deprecated,
  prerelease: ({ version }) => isPrerelease(version),
  signed: ({ signed }) => signed,
  library: ({ library }) => library,
  drifted: ({ drifted }) => drifted.length > 0,
} satisfies Record<string, (document: SearchDocument) => boolean>;

/** Rule: https://github.com/npm/node-semver#ranges */
function testVersion(text: string): (version: string) => boolean {
  const range = new Range(text);
  return (version) => {
    const parsed = parse(version);
    return parsed !== null && range.test(parsed);
  };
}

/** App versions are often nearly SemVer: `v1.25`, `2024.1`. */
function testAppVersion(text: string): (version: string) => boolean {
  const range = new Range(text, { loose: true });
  return (version) => {
    const parsed = parse(version, { loose: true }) ?? coerce(version);
    return parsed !== null && range.test(parsed);
  };
}

function compare(value: number, comparison: Comparison, bound: number): boolean {
  switch (comparison) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}

function onDocument(
  documents: readonly SearchDocument[],
  test: (document: SearchDocument) => boolean,
): Accepts {
  return (place) => {
    const document = documents[place];
    return document !== undefined && test(document);
  };
}
