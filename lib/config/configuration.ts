import { z } from 'zod';
import { parseDuration } from '@/lib/config/duration';
import { REGISTRY_NAME } from '@/lib/references';

/** Where a registry answers: an origin, because the distribution API always starts at `/v2/` of a host. */
const RegistryUrl = z
  .string()
  .check((context) => {
    const complaint = complainAboutUrl(context.value);
    if (complaint !== undefined)
      context.issues.push({ code: 'custom', message: complaint, input: context.value });
  })
  .meta({
    description: 'Address of the registry: scheme, host and port. http:// only where written so.',
    examples: ['https://registry.example.com'],
  });

const DEFAULT_REFRESH = '5m';

const Refresh = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'must be a duration such as 30s, 5m or 2h')
  .default(DEFAULT_REFRESH)
  .meta({ description: 'How often the registry is read again.', examples: ['30s', '5m', '2h'] });

const Credentials = z
  .union(
    [
      z.strictObject({ username: z.string().min(1), password: z.string().min(1) }),
      z.strictObject({ dockerConfig: z.literal(true) }),
    ],
    { error: 'must be { username, password } or { dockerConfig: true }' },
  )
  .meta({ description: "A login: user name and password (or token), or the one in Docker's config.json." });

const Promotion = z
  .strictObject({
    mode: z.enum(['off', 'shared', 'personal']).default('off').meta({
      description:
        'off: nobody promotes. shared: with the login above. personal: each person gives their own registry login.',
    }),
    actorHeader: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be a header name')
      .optional()
      .meta({
        description:
          'Request header in which a trusted proxy names the signed-in person. Only set it behind such a proxy.',
      }),
  })
  .prefault({});

const RegistryConfiguration = z.strictObject({
  name: z
    .string()
    .regex(
      REGISTRY_NAME,
      'must be 1 to 63 lower-case letters, digits, dots or dashes, not starting or ending with a dot or dash',
    )
    .meta({ description: 'Shown, and used in addresses.' }),
  url: RegistryUrl,
  kind: z.literal('oci', { error: 'must be oci' }).default('oci'),
  repositories: z
    .array(z.string().min(1).max(255))
    .min(1)
    .max(10_000)
    .optional()
    .meta({ description: 'Globs such as platform/**. Exact names where the registry has no catalog.' }),
  credentials: Credentials.optional(),
  promotion: Promotion,
  refresh: Refresh,
});

const Risk = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,31}$/, 'must be a lower-case word of at most 32 letters or digits');

/** The file `chartroom.yaml`. */
export const Configuration = z.strictObject({
  registries: z
    .array(RegistryConfiguration)
    .max(500)
    .check((context) => {
      context.value.forEach((registry, index) => {
        if (context.value.findIndex((other) => other.name === registry.name) !== index) {
          context.issues.push({
            code: 'custom',
            message: `“${registry.name}” is used twice; names must be unique`,
            input: registry.name,
            path: [index, 'name'],
          });
        }
      });
    }),
  channels: z
    .strictObject({
      risks: z
        .array(Risk)
        .min(1)
        .max(20)
        .refine((risks) => new Set(risks).size === risks.length, 'must not repeat a risk')
        .default(['stable', 'candidate', 'beta', 'edge'])
        .meta({ description: 'Risk words, safest first. A promotion goes towards the front.' }),
    })
    .prefault({}),
  remoteImages: z.enum(['direct', 'proxy', 'off']).default('direct').meta({
    description:
      'Icons and README pictures: direct (https, no referrer), proxy (guarded and size-capped), or off.',
  }),
});
export type Configuration = z.infer<typeof Configuration>;
export type RegistryConfiguration = Configuration['registries'][number];

function complainAboutUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be an address such as https://registry.example.com';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must start with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'must not hold a login; use credentials';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return 'must be scheme, host and port only; restrict to a path with repositories, for example ["team/**"]';
  }
  return undefined;
}
