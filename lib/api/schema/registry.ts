import { z } from 'zod';
import { Timestamp } from '@/lib/api/schema/names';

/** What was seen of a registry, or is documented of its product; `at` is in milliseconds since the epoch. */
const Ability = z.object({
  value: z.union([z.boolean(), z.number(), z.string()]),
  source: z.enum(['seen', 'documented']),
  at: z.number().nullable(),
});

const DiscoveryMethod = z.enum(['catalog', 'oci-listing', 'vendor-api', 'index-artifact', 'configured']);

/** Pauses of a host, and what is left of its allowance. Times in milliseconds since the epoch. */
const HostCondition = z.object({
  pausedUntil: z.number().nullable(),
  backgroundPausedUntil: z.number().nullable(),
  brokenUntil: z.number().nullable(),
  rateLimit: z
    .object({
      limit: z.number(),
      remaining: z.number(),
      window: z.number().nullable(),
      resetAt: z.number().nullable(),
    })
    .nullable(),
});

export const RegistryState = z.object({
  name: z.string(),
  url: z.string(),
  kind: z.enum(['oci', 'helm-repository', 'oci-layout']),
  status: z.enum(['ok', 'crawling', 'degraded', 'unreachable']),
  charts: z.int(),
  repositories: z.int(),
  complete: z.boolean(),
  crawledAt: Timestamp.nullable(),
  error: z.string().nullable(),
  progress: z.object({ read: z.int(), found: z.int() }).nullable(),
  failures: z.array(z.object({ repository: z.string(), message: z.string() })),
  lastCrawl: z.object({ requests: z.int(), duration: z.number() }).nullable(),
  /** how the repositories were found, and what else was tried */
  discovery: z.object({
    method: z.enum([...DiscoveryMethod.options, 'folder', 'index']).nullable(),
    attempts: z.array(
      z.object({
        method: DiscoveryMethod,
        outcome: z.enum(['used', 'empty', 'refused']),
        detail: z.string(),
      }),
    ),
  }),
  /** what the registry can do, by name */
  abilities: z.record(z.string(), Ability),
  condition: HostCondition.nullable(),
  /** whether its certificate is not checked */
  insecure: z.boolean(),
  promotion: z.enum(['off', 'shared', 'personal']),
});
export type RegistryState = z.infer<typeof RegistryState>;

/** A registry as a bug report shows it; nothing of its content, and no secret. */
export const RegistryReport = z.object({
  chartroom: z.string(),
  node: z.string(),
  at: Timestamp,
  registry: RegistryState.omit({ failures: true }),
});
export type RegistryReport = z.infer<typeof RegistryReport>;

/** How many events of a registry's notification led to a look, and how many told nothing new or nothing of ours. */
export const HookReceipt = z.object({ accepted: z.int(), ignored: z.int() });

export const RegistryList = z.object({ registries: z.array(RegistryState) });
export type RegistryList = z.infer<typeof RegistryList>;
