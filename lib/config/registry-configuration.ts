import { z } from 'zod';
import { checkedText } from '@/lib/config/checked-text';
import { CredentialsSetting, FilePath, TOKEN } from '@/lib/config/credentials-setting';
import { parseDuration } from '@/lib/config/duration';
import { complainAboutKind } from '@/lib/config/registry-kind';
import { complainAboutHost, complainAboutOrigin } from '@/lib/config/registry-url';
import { isRepositoryName, isTag } from '@/lib/oci/names';
import { VENDOR_NAMES } from '@/lib/oci/vendors/vendor';
import { REGISTRY_NAME } from '@/lib/references';

const DEFAULT_REFRESH = '5m';
/** Requests to one registry at the same time. */
const DEFAULT_CONCURRENCY = 8;
const MAX_CONCURRENCY = 64;
const MAX_REPOSITORIES = 10_000;
const MAX_TRUSTED_HOSTS = 100;
/** Characters: whoever guesses it can have the registry read again and again. */
const MIN_HOOK_SECRET = 16;

const Refresh = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'must be a duration such as 30s, 5m or 2h')
  .default(DEFAULT_REFRESH)
  .meta({ description: 'How often the registry is read again.', examples: ['30s', '5m', '2h'] });

const Origin = checkedText(complainAboutOrigin);

const VendorApi = z
  .strictObject({
    url: Origin.optional().meta({
      description: 'Where the API is, when not at the registry: scheme, host and port.',
      examples: ['https://gitlab.example.com'],
    }),
    token: z
      .string()
      .regex(TOKEN, 'must be a token: one line without spaces')
      .optional()
      .meta({ description: 'Token of the API, when the login of the registry is not enough for it.' }),
    tokenFile: FilePath.optional().meta({ description: 'File with that token.' }),
  })
  .refine(
    (api) => Object.values(api).some((value) => value !== undefined),
    'must have url, token or tokenFile',
  )
  .refine(
    ({ token, tokenFile }) => token === undefined || tokenFile === undefined,
    'must have either token or tokenFile, not both',
  )
  .meta({ description: "The registry's own API, which lists what /v2/ does not. For kind oci." });

const Tls = z
  .strictObject({
    caFile: FilePath.optional().meta({
      description:
        'PEM file with the certificates of the authorities that are trusted besides the usual ones.',
      examples: ['/etc/chartroom/ca.pem'],
    }),
    certFile: FilePath.optional().meta({ description: "PEM file with Chartroom's own certificate." }),
    keyFile: FilePath.optional().meta({ description: 'PEM file with its private key, without passphrase.' }),
    insecure: z
      .literal(true, { error: 'must be true, or left out' })
      .optional()
      .meta({ description: 'No certificate is checked. For trials only.' }),
  })
  .refine(
    (tls) => Object.values(tls).some((value) => value !== undefined),
    'must have caFile, certFile or insecure',
  )
  .refine(
    ({ certFile, keyFile }) => (certFile === undefined) === (keyFile === undefined),
    'certFile and keyFile go together',
  )
  .refine(
    ({ caFile, insecure }) => caFile === undefined || insecure === undefined,
    'insecure checks no certificate, so that caFile means nothing; keep one',
  )
  .meta({ description: 'Certificates.' });

/** Milliseconds: whoever has a browser's profile is signed in for as long. */
export const LONGEST_SESSION = 30 * 24 * 60 * 60_000;
const DEFAULT_SESSION = '8h';
const SHORTEST_SESSION = 60_000;

const SessionLife = z
  .string()
  .refine((text) => {
    const life = parseDuration(text) ?? 0;
    return life >= SHORTEST_SESSION && life <= LONGEST_SESSION;
  }, 'must be a duration from 1m to 30d, such as 8h')
  .default(DEFAULT_SESSION)
  .meta({
    description: 'With personal: how long a sign-in is good. It ends then, whatever was done in between.',
    examples: ['1h', '8h', '7d'],
  });

const Promotion = z
  .strictObject({
    mode: z.enum(['off', 'shared', 'personal']).default('off').meta({
      description:
        'off: nobody promotes. shared: with the login above. personal: each person signs in with their own registry login.',
    }),
    actorHeader: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be a header name')
      .optional()
      .meta({
        description:
          'Request header in which a trusted proxy names the signed-in person. Only set it behind such a proxy.',
      }),
    session: SessionLife,
    evidence: z.enum(['off', 'referrer']).default('off').meta({
      description:
        'referrer: each promotion leaves an in-toto statement in the registry, as a referrer of the promoted chart.',
    }),
  })
  .prefault({});

/** One registry of `chartroom.yaml`. */
export const RegistryConfiguration = z
  .strictObject({
    name: z
      .string()
      .regex(
        REGISTRY_NAME,
        'must be 1 to 63 lower-case letters, digits, dots or dashes, not starting or ending with a dot or dash',
      )
      .meta({ description: 'Shown, and used in addresses.' }),
    kind: z
      .enum(['oci', 'helm-repository', 'oci-layout'], {
        error: 'must be oci, helm-repository or oci-layout',
      })
      .default('oci')
      .meta({
        description:
          'oci: a registry. helm-repository: a web server with an index.yaml. oci-layout: a folder of OCI image layouts.',
      }),
    url: z.string().meta({
      description:
        'oci: scheme, host and port of the registry. helm-repository: the address that index.yaml is below. oci-layout: file:// and the absolute folder. http:// only where written so.',
      examples: ['https://registry.example.com', 'https://charts.example.org/stable', 'file:///srv/charts'],
    }),
    vendor: z
      .enum(VENDOR_NAMES, { error: `must be one of ${VENDOR_NAMES.join(', ')}` })
      .optional()
      .meta({ description: 'What registry it is, when Chartroom does not recognise it. For kind oci.' }),
    api: VendorApi.optional(),
    index: checkedText((value) => {
      const [repository = '', tag = '', ...rest] = value.split(':');
      return isRepositoryName(repository) && isTag(tag) && rest.length === 0
        ? undefined
        : 'must be a repository and a tag, such as team/charts-index:latest';
    })
      .optional()
      .meta({
        description: 'Artifact that lists the repositories of a registry that does not. For kind oci.',
        examples: ['team/charts-index:latest'],
      }),
    repositories: z
      .array(z.string().min(1).max(255))
      .min(1)
      .max(MAX_REPOSITORIES)
      .optional()
      .meta({ description: 'Globs such as platform/**. Exact names where the registry has no catalog.' }),
    credentials: CredentialsSetting.optional(),
    tls: Tls.optional(),
    proxy: z.enum(['environment', 'off']).default('environment').meta({
      description:
        'environment: through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name. off: directly.',
    }),
    trustedHosts: z
      .array(checkedText(complainAboutHost).toLowerCase())
      .min(1)
      .max(MAX_TRUSTED_HOSTS)
      .optional()
      .meta({
        description:
          'Hosts inside private networks to which the registry may send Chartroom: its token service, its storage. Without a port, every port.',
        examples: [['auth.internal', 'minio.internal:9000']],
      }),
    realm: Origin.optional().meta({
      description: 'Scheme, host and port of the only token service that gets the login. For kind oci.',
      examples: ['https://auth.example.com'],
    }),
    concurrency: z
      .int()
      .min(1)
      .max(MAX_CONCURRENCY)
      .default(DEFAULT_CONCURRENCY)
      .meta({ description: 'Most requests to the registry at the same time.' }),
    hooks: z
      .strictObject({
        secret: z
          .string()
          // No minLength for editors: what they see is the name of a variable.
          .refine(
            (secret) => secret.length >= MIN_HOOK_SECRET,
            `must have at least ${MIN_HOOK_SECRET} characters`,
          )
          .max(1024)
          .meta({ description: 'Shared with the registry.', examples: ['${REGISTRY_HOOK_SECRET}'] }),
      })
      .optional()
      .meta({ description: 'Takes calls with which the registry tells of new tags. For kind oci.' }),
    promotion: Promotion,
    refresh: Refresh,
  })
  .superRefine(
    (registry, context) => {
      for (const { path, message } of complainAboutKind(registry)) {
        context.addIssue({ code: 'custom', path, message });
      }
    },
    // Also when something else is wrong, so that every mistake is in one list.
    { when: ({ value }) => typeof value === 'object' && value !== null },
  );
export type RegistryConfiguration = z.infer<typeof RegistryConfiguration>;
