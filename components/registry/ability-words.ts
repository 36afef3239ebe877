import type { RegistryState } from '@/lib/api/schema/registry';

type Ability = RegistryState['abilities'][string];

/** What each ability is called, in the order of showing. */
const LABELS: Readonly<Record<string, string>> = {
  vendor: 'Product',
  authentication: 'Login',
  tokenService: 'Token service',
  catalog: 'Lists its repositories',
  catalogPage: 'Repositories a page',
  tagPage: 'Tags a page',
  tagOrder: 'Order of tags',
  tagDigests: 'Lists tags with digests',
  head: 'Answers HEAD',
  referrers: 'Referrers API',
  tagDelete: 'Deletes single tags',
  notModified: 'Answers 304 when unchanged',
  ranges: 'Gives parts of blobs',
  chunks: 'Takes blobs in parts',
  mounts: 'Shares blobs between repositories',
};

const PRODUCTS: Readonly<Record<string, string>> = {
  acr: 'Azure Container Registry',
  distribution: 'CNCF Distribution',
  'docker-hub': 'Docker Hub',
  ecr: 'Amazon ECR',
  'ecr-public': 'Amazon ECR Public',
  gar: 'Google Artifact Registry',
  ghcr: 'GitHub Container Registry',
  gitea: 'Gitea or Forgejo',
  gitlab: 'GitLab',
  harbor: 'Harbor',
  jfrog: 'JFrog Artifactory',
  mcr: 'Microsoft Artifact Registry',
  nexus: 'Sonatype Nexus',
  quay: 'Quay',
  zot: 'zot',
};

const PLAIN: Readonly<Record<string, string>> = {
  anonymous: 'none needed',
  basic: 'user name and password',
  bearer: 'tokens of a token service',
  lexical: 'alphabetical',
  other: 'its own',
};

/** What a product is called; one that is not known, as it is. */
export function productName(vendor: string): string {
  return PRODUCTS[vendor] ?? vendor;
}

/** One line of what a registry can do. */
export interface AbilityLine {
  label: string;
  value: string;
  /** how it is known: seen, or only documented of the product */
  seen: boolean;
}

/** What is known of a registry, line by line; what is not known is left out. */
export function abilityLines(abilities: RegistryState['abilities']): AbilityLine[] {
  return Object.entries(LABELS).flatMap(([name, label]) => {
    const ability = abilities[name];
    if (ability === undefined) return [];
    return [{ label, value: valueWords(name, ability), seen: ability.source === 'seen' }];
  });
}

function valueWords(name: string, { value }: Ability): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return value === 0 ? 'no size is taken' : value.toLocaleString('en');
  return name === 'vendor' ? productName(value) : (PLAIN[value] ?? value);
}
