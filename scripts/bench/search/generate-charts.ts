import { createRandom, type Random } from './random';
import * as vocabulary from './vocabulary';
import type { SearchCorpus } from '@/lib/search/search-corpus';
import type { SearchDocument } from '@/lib/search/search-document';

/** The moment the generated charts are as of. */
const NOW = Date.UTC(2026, 10, 1);
const YEARS_5 = 5 * 365 * 86_400; // s

/** Charts to make others like: their names, descriptions, keywords and images are mixed anew. */
export type Pattern = Pick<SearchDocument, 'name' | 'description' | 'keywords'> & {
  images: readonly string[];
};

/**
 * Believable charts in five registries, the same each time.
 * @param patterns charts whose words are used; without them, a vocabulary of its own
 */
export function generateCharts(
  count: number,
  patterns: readonly Pattern[] = [],
): SearchCorpus & { images: string[][] } {
  const random = createRandom(count);
  const taken = new Set<string>();
  const documents: SearchDocument[] = [];
  const images: string[][] = [];
  while (documents.length < count) {
    const registry = random.pickSkewed(vocabulary.REGISTRIES);
    const product = random.pickSkewed(vocabulary.PRODUCTS);
    const pattern = patterns.length === 0 ? undefined : random.pick(patterns);
    const name = inventName(random, pattern?.name ?? product, pattern !== undefined);
    const repository = `${random.pickSkewed(vocabulary.TEAMS)}/${name}`;
    if (taken.has(`${registry}/${repository}`)) continue;
    taken.add(`${registry}/${repository}`);
    documents.push({
      registry,
      repository,
      name,
      description: inventDescription(random, pattern, product),
      keywords: inventKeywords(random, pattern, product),
      ...inventRelease(random),
      deprecated: random.chance(0.05),
      library: random.chance(0.03),
      signed: random.chance(0.15),
      maintainers: random.chance(0.6) ? [random.pick(vocabulary.PEOPLE)] : [],
      license: random.chance(0.5) ? random.pickSkewed(vocabulary.LICENSES) : null,
      icon: null,
      drifted: [],
      versionCount: 1 + random.below(40),
    });
    images.push(pattern === undefined ? inventImages(random, product) : [...pattern.images]);
  }
  return { documents, images };
}

function inventName(random: Random, base: string, whole: boolean): string {
  const role = random.pickSkewed(vocabulary.ROLES);
  const domain = random.pick(vocabulary.DOMAINS);
  const names = [
    base,
    `${base}-${role}`,
    `${domain}-${role}`,
    `${domain}-${base}`,
    `${domain}-${random.pick(vocabulary.DOMAINS)}-${role}`,
    `${base}-${domain}-${role}`,
  ];
  return random.pick(whole ? names.filter((name) => name.includes(base)) : names);
}

function inventDescription(random: Random, pattern: Pattern | undefined, product: string): string {
  if (pattern !== undefined && random.chance(0.5)) return pattern.description;
  const { ADJECTIVES, KINDS, VERBS, OBJECTS, TAILS } = vocabulary;
  const sentence = `${random.pick(ADJECTIVES)} ${random.pick(KINDS)} that ${random.pick(VERBS)} ${random.pick(OBJECTS)}`;
  const tail = random.chance(0.6) ? ` ${random.pick(TAILS)}` : '';
  const where = random.chance(0.4) ? ` in ${product}` : '';
  const text = `${sentence}${where}${tail}`.replaceAll('backs-up', 'backs up');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function inventKeywords(random: Random, pattern: Pattern | undefined, product: string): string[] {
  if (pattern !== undefined && random.chance(0.5)) return [...pattern.keywords];
  const keywords = new Set<string>();
  for (let left = random.below(4); left > 0; left -= 1) keywords.add(random.pickSkewed(vocabulary.KEYWORDS));
  if (random.chance(0.4)) keywords.add(product);
  return [...keywords];
}

function inventRelease(
  random: Random,
): Pick<SearchDocument, 'version' | 'appVersion' | 'created' | 'channels'> {
  const track = random.below(4);
  const version = `${track}.${random.below(20)}.${random.below(12)}${random.chance(0.06) ? `-rc.${1 + random.below(4)}` : ''}`;
  const appVersion = random.chance(0.8)
    ? `${random.below(12)}.${random.below(30)}.${random.below(10)}`
    : version;
  const channels: Record<string, string> = {};
  for (const risk of vocabulary.RISKS) if (random.chance(0.25)) channels[`${track}-${risk}`] = version;
  return {
    version,
    appVersion,
    created: new Date(NOW - (60 + random.below(YEARS_5)) * 1000).toISOString().replace('.000Z', 'Z'),
    channels,
  };
}

function inventImages(random: Random, product: string): string[] {
  const hosts = ['docker.io/library', 'quay.io', 'ghcr.io/acme', 'registry.example.com/base'];
  const images = new Set<string>();
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const name = random.chance(0.5) ? product : random.pickSkewed(vocabulary.PRODUCTS);
    images.add(`${random.pick(hosts)}/${name}:${random.below(12)}.${random.below(30)}.${random.below(6)}`);
  }
  return [...images];
}
