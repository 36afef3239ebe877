import { z } from 'zod';

const Name = z.string().max(255);

/**
 * What GET /api/v1/events tells, one a server-sent event:
 * - `hello` comes first and names the registries that send notifications themselves
 * - `chart`, `registry`, `transfer`, `index` have changed
 * - `reset`: changes were missed, or are too many to be told; ask for everything again
 * - `beat` says only that the connection holds
 */
export const LiveMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), notifying: z.array(Name).max(1000) }),
  z.object({ kind: z.literal('chart'), registry: Name, repository: Name }),
  z.object({ kind: z.literal('registry'), registry: Name }),
  z.object({ kind: z.literal('transfer'), id: Name }),
  z.object({ kind: z.literal('index') }),
  z.object({ kind: z.literal('reset') }),
  z.object({ kind: z.literal('beat') }),
]);
export type LiveMessage = z.infer<typeof LiveMessage>;

/** What the server tells beyond the connection itself. */
export type LiveChange = Extract<
  LiveMessage,
  { kind: 'chart' | 'registry' | 'transfer' | 'index' | 'reset' }
>;
