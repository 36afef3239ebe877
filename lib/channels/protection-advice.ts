import { COMMON_RISKS } from '@/lib/channels/classify-tag';
import type { VendorName } from '@/lib/oci/vendors/vendor';

/** A piece of configuration that keeps versions from being pushed again, and lets channels move. */
export interface ProtectionSnippet {
  /** what it is, and where it goes */
  title: string;
  language: 'json' | 'shell' | 'regex' | 'text';
  text: string;
}

export interface ProtectionAdvice {
  /** `rules`: the registry can be told which tags may move. `none`: it has no such rules. */
  support: 'rules' | 'none';
  /** what to do, in a sentence or two */
  summary: string;
  snippets: ProtectionSnippet[];
  /** what it does not do; each a sentence */
  limits: string[];
}

/** Words that make a tag a channel, as the configuration has them. */
export interface ChannelWords {
  /** safest first */
  risks: readonly string[];
  /** further words */
  words: readonly string[];
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageTagMutability.html */
const MOST_ECR_FILTERS = 5;

/**
 * How to keep a registry's versions from being overwritten while its channels stay free to move, by product. Follows
 * the classification of tags, so that nothing that Chartroom takes for a channel is locked. Pure.
 */
export function adviseProtection(vendor: VendorName, channels: ChannelWords): ProtectionAdvice {
  switch (vendor) {
    case 'harbor':
      return adviseHarbor(channels);
    case 'ecr':
    case 'ecr-public':
      return adviseEcr(channels, vendor);
    case 'quay':
      return adviseQuay(channels);
    case 'zot':
      return adviseZot(channels);
    case 'acr':
      return adviseAcr();
    case 'docker-hub':
      return adviseDockerHub();
    case 'gar':
      return adviseGar();
    case 'distribution':
    case 'ghcr':
    case 'gitea':
    case 'gitlab':
    case 'jfrog':
    case 'mcr':
    case 'nexus':
      return adviseNothing();
  }
}

/**
 * Matches every tag that moves: channels with and without a track, floating versions (`1`, `1.2`), and what signatures
 * and referrers are kept under; no version. RE2 takes it too.
 */
export function movingTagPattern(channels: ChannelWords): string {
  const words = channelWords(channels).map(escapePattern).join('|');
  return `^(v?[0-9]+([.][0-9]+)?|(v?[0-9]+([.][0-9]+)?-)?(${words})|sha(256|512)-[0-9a-f]{64}.*)$`;
}

/** Matches every version, as a registry has its tag: SemVer 2.0.0 with `_` for `+`, with or without `v`. RE2 takes it too. */
export const VERSION_TAG_PATTERN =
  '^v?[0-9]+[.][0-9]+[.][0-9]+(-[0-9A-Za-z-]+([.][0-9A-Za-z-]+)*)?(_[0-9A-Za-z-]+([.][0-9A-Za-z-]+)*)?$';

/**
 * Globs (`*`, `[0-9]`) that match the same channels, for tracks of up to two numbers with up to two digits each.
 * No version is matched.
 */
export function movingTagGlobs(channels: ChannelWords): string[] {
  const numbers = ['[0-9]', '[0-9][0-9]'];
  const tracks = [...numbers, ...numbers.flatMap((major) => numbers.map((minor) => `${major}.${minor}`))];
  const plain = channelWords(channels);
  const prefixes = tracks.flatMap((track) => [track, `v${track}`]);
  return [
    ...plain,
    ...prefixes,
    ...prefixes.flatMap((track) => plain.map((word) => `${track}-${word}`)),
    'sha256-*',
  ];
}

/** https://goharbor.io/docs/latest/working-with-projects/working-with-images/create-tag-immutability-rules/ */
function adviseHarbor(channels: ChannelWords): ProtectionAdvice {
  const pattern = `{${movingTagGlobs(channels).join(',')}}`;
  const rule = {
    action: 'immutable',
    template: 'immutable_template',
    scope_selectors: { repository: [{ kind: 'doublestar', decoration: 'repoMatches', pattern: '**' }] },
    tag_selectors: [{ kind: 'doublestar', decoration: 'excludes', pattern }],
  };
  return {
    support: 'rules',
    summary: 'Give each project a tag immutability rule for all tags but the channels.',
    snippets: [
      {
        title:
          'Project → Policy → Tag Immutability → Add Rule: for the repositories matching **, tags excluding',
        language: 'text',
        text: pattern,
      },
      {
        title: 'The same by the API: POST /api/v2.0/projects/<project>/immutabletagrules',
        language: 'json',
        text: JSON.stringify(rule, null, 2),
      },
    ],
    limits: [
      'Tracks with more than two digits, such as 100-stable, are locked too; add them if you have any.',
      'A locked tag can’t be deleted either, and pushing the same bytes again is refused.',
    ],
  };
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html */
function adviseEcr(channels: ChannelWords, vendor: 'ecr' | 'ecr-public'): ProtectionAdvice {
  if (vendor === 'ecr-public') return adviseNothing();
  const all = [...new Set([...channels.risks, ...channels.words])];
  const words = all.slice(0, MOST_ECR_FILTERS);
  const filters = words.map((word) => ({ filterType: 'WILDCARD', filter: `*${word}` }));
  const left = all.slice(MOST_ECR_FILTERS);
  return {
    support: 'rules',
    summary: 'Make each repository’s tags immutable, with the channels excluded.',
    snippets: [
      {
        title: 'For each repository',
        language: 'shell',
        text: [
          'aws ecr put-image-tag-mutability --repository-name <repository> \\',
          '  --image-tag-mutability IMMUTABLE_WITH_EXCLUSION \\',
          `  --image-tag-mutability-exclusion-filters '${JSON.stringify(filters)}'`,
        ].join('\n'),
      },
    ],
    limits: [
      `A wildcard also frees versions that end so, such as 1.2.1-${words[0] ?? 'beta'}; name pre-releases 1.2.1-beta.1 to have them locked.`,
      'Floating versions such as 1.2 are locked.',
      ...(left.length > 0
        ? [`Amazon ECR takes ${MOST_ECR_FILTERS} filters; ${left.join(', ')} would be locked.`]
        : []),
    ],
  };
}

/** https://docs.redhat.com/en/documentation/red_hat_quay/3/html/red_hat_quay_api_reference/immutability_policy */
function adviseQuay(channels: ChannelWords): ProtectionAdvice {
  const pattern = movingTagPattern(channels);
  const policy = { tagPattern: pattern, tagPatternMatches: false };
  return {
    support: 'rules',
    summary: 'Give each organization an immutability policy: all tags that do NOT match are immutable.',
    snippets: [
      {
        title: 'Organization → Settings → Immutability policies: tags not matching',
        language: 'regex',
        text: pattern,
      },
      {
        title: 'The same by the API: POST /api/v1/organization/<organization>/immutabilitypolicy/',
        language: 'json',
        text: JSON.stringify(policy, null, 2),
      },
    ],
    limits: ['Tags that are there already become immutable at once; only an administrator can undo that.'],
  };
}

/** https://zotregistry.dev/v2.1.0/articles/immutable-tags/ */
function adviseZot(channels: ChannelWords): ProtectionAdvice {
  const accessControl = {
    repositories: {
      '**': {
        policies: [{ users: ['chartroom'], actions: ['read', 'create', 'update'] }],
        defaultPolicy: ['read', 'create'],
      },
    },
  };
  return {
    support: 'rules',
    summary:
      'Let people create tags, and only Chartroom’s own user update them: it moves channels, and never a version.',
    snippets: [
      {
        title: 'config.json, below http: put the user of Chartroom’s login in place of chartroom',
        language: 'json',
        text: JSON.stringify({ accessControl }, null, 2),
      },
      {
        title: 'Where zot takes conditions (CEL), as the condition of a policy that allows update',
        language: 'text',
        text: `req.action != 'update' || req.tag.matches(r'${movingTagPattern(channels)}')`,
      },
    ],
    limits: [
      'Users that may create but not update can still overwrite the tag latest before zot 2.1.15.',
      'Retention rules by tag drop what they do not name: name the channels and sha256-… there too.',
    ],
  };
}

/** https://learn.microsoft.com/azure/container-registry/container-registry-image-lock */
function adviseAcr(): ProtectionAdvice {
  return {
    support: 'rules',
    summary: 'Lock each version right after it was pushed, in the pipeline that pushes it.',
    snippets: [
      {
        title: 'After helm push',
        language: 'shell',
        text: [
          'az acr repository update --name <registry> \\',
          '  --image <repository>:<version> --write-enabled false',
        ].join('\n'),
      },
    ],
    limits: [
      'Between the push and the lock the version can be overwritten.',
      'A locked tag can’t be deleted either, until it is unlocked.',
    ],
  };
}

/** https://docs.docker.com/docker-hub/repos/manage/hub-images/immutable-tags/ */
function adviseDockerHub(): ProtectionAdvice {
  return {
    support: 'rules',
    summary: 'Make the tags that are versions immutable, in each repository’s settings.',
    snippets: [
      {
        title: 'Repository → Settings → General → Tag mutability: specific tags are immutable',
        language: 'regex',
        text: VERSION_TAG_PATTERN,
      },
    ],
    limits: [],
  };
}

/** https://cloud.google.com/artifact-registry/docs/docker/immutable-tags */
function adviseGar(): ProtectionAdvice {
  return {
    support: 'rules',
    summary:
      'Immutable tags hold for a whole repository, channels included: keep what is immutable in a repository of its own, and channels in another.',
    snippets: [
      {
        title: 'For a repository without channels',
        language: 'shell',
        text: 'gcloud artifacts repositories update <repository> --location <location> --immutable-tags',
      },
    ],
    limits: ['Channels can’t be moved in such a repository.'],
  };
}

function adviseNothing(): ProtectionAdvice {
  return {
    support: 'none',
    summary:
      'This registry has no rule that locks some tags and not others: whoever may push can overwrite a version.',
    snippets: [
      {
        title: 'In the pipeline that pushes, refuse a version that is there already',
        language: 'shell',
        text: [
          'if oras manifest fetch --descriptor "<host>/<repository>:<version>" >/dev/null 2>&1; then',
          '  echo "<version> exists already; versions never move" >&2',
          '  exit 1',
          'fi',
          'helm push <chart>.tgz oci://<host>/<namespace>',
        ].join('\n'),
      },
    ],
    limits: [
      'Give the right to push to that pipeline and to Chartroom only.',
      'Chartroom marks a version that is seen with a second digest, but can’t prevent it.',
    ],
  };
}

function channelWords({ risks, words }: ChannelWords): string[] {
  return [...new Set([...risks, ...COMMON_RISKS, ...words])];
}

function escapePattern(word: string): string {
  return word.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`);
}
