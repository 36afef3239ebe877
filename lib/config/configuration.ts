import { z } from 'zod';
import { checkedText } from '@/lib/config/checked-text';
import { RegistryConfiguration } from '@/lib/config/registry-configuration';
import { complainAboutOrigin } from '@/lib/config/registry-url';
import { WebhookConfigurations } from '@/lib/config/webhook-configuration';

const ChannelWord = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'must be lower-case words of letters and digits, joined by single dashes',
  )
  .max(32);

const Risk = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,31}$/, 'must be a lower-case word of at most 32 letters or digits');

const CheckLevel = z.enum(['block', 'warn', 'off']);

/** What each check does when it fails. */
const Checks = z.strictObject({
  downgrade: CheckLevel.default('warn').meta({ description: 'The channel is at a newer version.' }),
  images: CheckLevel.default('warn').meta({
    description: 'An image that the chart refers to is missing from a registry that is configured.',
  }),
  signature: CheckLevel.default('off').meta({
    description: 'The chart has neither a provenance file nor a signature beside it.',
  }),
  'risk-order': CheckLevel.default('warn').meta({
    description: 'The track has riskier channels, and the version was never seen in one of them.',
  }),
  track: CheckLevel.default('warn').meta({ description: 'The version belongs to another track.' }),
  prerelease: CheckLevel.default('warn').meta({
    description: 'A pre-release would go to a channel of the safest risk.',
  }),
});

/** The file `chartroom.yaml`. */
export const Configuration = z.strictObject({
  registries: z
    .array(RegistryConfiguration)
    .max(500)
    .superRefine(
      (registries, context) => {
        const names = registries.map((registry) => registry?.name);
        names.forEach((name, index) => {
          if (typeof name !== 'string' || names.indexOf(name) === index) return;
          context.addIssue({
            code: 'custom',
            message: `“${name}” is used twice; names must be unique`,
            path: [index, 'name'],
          });
        });
      },
      // Also when something else is wrong, so that every mistake is in one list.
      { when: ({ value }) => Array.isArray(value) },
    ),
  channels: z
    .strictObject({
      risks: z
        .array(Risk)
        .min(1)
        .max(20)
        .refine((risks) => new Set(risks).size === risks.length, 'must not repeat a risk')
        .default(['stable', 'candidate', 'beta', 'edge'])
        .meta({ description: 'Risk words, safest first. A promotion goes towards the front.' }),
      words: z.array(ChannelWord).max(50).default([]).meta({
        description:
          'Further words that make a tag a channel, such as production or early-access. They have no place in the order of risks.',
      }),
      reason: z
        .enum(['optional', 'required'])
        .default('optional')
        .meta({ description: 'Whether a promotion must say why.' }),
      checks: Checks.prefault({}).meta({
        description: 'What a failed check does: block (refuses), warn (tells), off (is not looked at).',
      }),
    })
    .prefault({}),
  publicUrl: checkedText(complainAboutOrigin)
    .optional()
    .meta({
      description: 'Where people reach Chartroom: scheme, host and port. For links in webhooks and feeds.',
      examples: ['https://charts.example.com'],
    }),
  webhooks: WebhookConfigurations,
  remoteImages: z.enum(['direct', 'proxy', 'off']).default('direct').meta({
    description:
      'Icons and README pictures: direct (https, no referrer), proxy (guarded and size-capped), or off.',
  }),
});
export type Configuration = z.infer<typeof Configuration>;
export type { RegistryConfiguration };
