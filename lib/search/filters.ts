import { parse, coerce, Range, type SemVer } from 'semver';
import { readChannelName } from '@/lib/search/channel-name';
import { usersOf } from '@/lib/search/image-words';
import type { Postings } from '@/lib/search/postings';
import type { Comparison, Condition, TextField } from '@/lib/search/query';
import type { IndexedCorpus } from '@/lib/search/search-corpus';
import type { SearchDocument } from '@/lib/search/search-document';
import { isPrerelease } from '@/lib/search/search-order';
import type { SearchChoices, UpdatedChoice } from '@/lib/search/search-request';
import { compactText, foldText, readWords } from '@/lib/search/search-words';

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

const LONGEST: Record<UpdatedChoice, number> = {
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  '90d': 90 * DAY,
  '365d': 365 * DAY,
  older: Number.POSITIVE_INFINITY,
};

/** Whether a chart of this age, in milliseconds, falls under a choice; one without a date (NaN) does under none. */
export function isWithin(age: number, choice: UpdatedChoice): boolean {
  return age < LONGEST[choice] && (choice !== 'older' || age >= LONGEST['365d']);
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
      return on(
        condition.field === 'version' ? testVersion(condition.range) : testAppVersion(condition.range),
      );
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
  // Only where all the words are can they stand side by side.
  const ids = phrase.map((word) => words.vocabulary.find(word));
  const candidates = ids.map((id) =>
    id === undefined
      ? new Set<number>()
      : new Set(words.things.subarray(words.starts[id], words.starts[id + 1])),
  );
  const inImages = new Set(
    images?.references.flatMap((reference, id) => (holds(reference) ? [...usersOf(images, id)] : [])),
  );
  return memoizePlaces(documents.length, (place) => {
    if (inImages.has(place)) return true;
    const document = documents[place];
    if (document === undefined || !candidates.every((places) => places.has(place))) return false;
    return [document.name, document.description, ...document.keywords, ...document.maintainers].some(holds);
  });
}

function compileValue(corpus: IndexedCorpus, field: TextField, value: string): Accepts {
  const { documents, images } = corpus;
  const wanted = foldText(value);
  const on = (test: (document: SearchDocument) => boolean): Accepts => onDocument(documents, test);
  switch (field) {
    case 'registry': {
      const whole = corpus.registries.names.some((name) => foldText(name) === wanted);
      return on(
        memoizeBy(
          ({ registry }) => registry,
          (name) => (whole ? foldText(name) === wanted : foldText(name).startsWith(wanted)),
        ),
      );
    }
    case 'namespace': {
      const path = wanted.replace(/\/+$/, '');
      return on(({ repository }) => foldText(repository).startsWith(`${path}/`));
    }
    case 'name': {
      const compact = compactText(value);
      return memoizePlaces(documents.length, (place) =>
        compactText(documents[place]?.name ?? '').includes(compact),
      );
    }
    case 'keyword': {
      const phrase = readWords(value).join(' ');
      return onDocument(documents, ({ keywords }) =>
        keywords.some((one) => ` ${readWords(one).join(' ')}`.includes(` ${phrase}`)),
      );
    }
    case 'channel':
      return on(({ channels }) =>
        Object.keys(channels).some(
          (tag) => foldText(tag) === wanted || foldText(readChannelName(tag)) === wanted,
        ),
      );
    case 'maintainer':
      return on(({ maintainers }) => maintainers.some((name) => foldText(name).includes(wanted)));
    case 'license':
      return on(
        memoizeBy(
          (document) => document.license ?? '',
          (license) => license !== '' && foldText(license).includes(wanted),
        ),
      );
    case 'image': {
      const having = new Uint8Array(documents.length);
      for (const [id, reference] of images?.folded.entries() ?? [])
        if (images !== null && reference.includes(wanted))
          for (const place of usersOf(images, id)) having[place] = 1;
      return (place) => having[place] === 1;
    }
  }
}

const STATES = {
  deprecated: ({ deprecated }) => deprecated,
  prerelease: ({ version }) => isPrerelease(version),
  signed: ({ signed }) => signed,
  library: ({ library }) => library,
} satisfies Record<string, (document: SearchDocument) => boolean>;

/** The newest version, or one that a channel points at. Rule: https://github.com/npm/node-semver#ranges */
function testVersion(text: string): (document: SearchDocument) => boolean {
  const range = new Range(text);
  const isIn = memoize((version: string) => {
    const parsed = parse(version);
    return parsed !== null && range.test(parsed);
  });
  return ({ version, channels }) => isIn(version) || Object.values(channels).some(isIn);
}

/** App versions are often nearly SemVer: `v1.25`, `2024.1`. */
function testAppVersion(text: string): (document: SearchDocument) => boolean {
  const range = new Range(text, { loose: true });
  const isIn = memoize((version: string) => {
    const parsed: SemVer | null = parse(version, { loose: true }) ?? coerce(version);
    return parsed !== null && range.test(parsed);
  });
  return ({ appVersion }) => appVersion !== null && isIn(appVersion);
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

/** Asks once for each different value. */
function memoize(test: (value: string) => boolean): (value: string) => boolean {
  const known = new Map<string, boolean>();
  return (value) => {
    let answer = known.get(value);
    if (answer === undefined) {
      answer = test(value);
      known.set(value, answer);
    }
    return answer;
  };
}

function memoizeBy(
  read: (document: SearchDocument) => string,
  test: (value: string) => boolean,
): (document: SearchDocument) => boolean {
  const remembered = memoize(test);
  return (document) => remembered(read(document));
}

/** Asks once for each chart. */
function memoizePlaces(count: number, test: Accepts): Accepts {
  const known = new Uint8Array(count);
  return (place) => {
    if (known[place] === 0) known[place] = test(place) ? 2 : 1;
    return known[place] === 2;
  };
}
