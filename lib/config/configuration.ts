import { z } from 'zod';
import { RegistryConfiguration } from '@/lib/config/registry-configuration';

const Risk = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,31}$/, 'must be a lower-case word of at most 32 letters or digits');

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
    })
    .prefault({}),
  remoteImages: z.enum(['direct', 'proxy', 'off']).default('direct').meta({
    description:
      'Icons and README pictures: direct (https, no referrer), proxy (guarded and size-capped), or off.',
  }),
});
export type Configuration = z.infer<typeof Configuration>;
export type { RegistryConfiguration };
