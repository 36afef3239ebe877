import { z } from 'zod';
import { PromotionRequest, type Promotion } from '@/lib/api/schema/promotion';
import { formatChartReference } from '@/lib/references';

const End = z.object({ version: z.string(), digest: PromotionRequest.shape.digest });

/** A promotion that was put aside to be made together with others. */
export const StagedPromotion = z.object({
  registry: z.string(),
  repository: z.string(),
  /** the chart's name */
  name: z.string(),
  /** the channel it comes from, for those who read the list */
  source: z.string(),
  to: End,
  channel: z.string(),
  /** what the channel pointed at when this was staged; null for a channel that did not exist */
  from: z.object({ version: z.string().nullable(), digest: PromotionRequest.shape.digest }).nullable(),
});
export type StagedPromotion = z.infer<typeof StagedPromotion>;

/** How a staged promotion stands while all of them are made. */
export type StagedOutcome =
  | { kind: 'waiting' }
  | { kind: 'running' }
  | { kind: 'done'; outcome: Promotion['outcome'] }
  /** `moved`: the channel is elsewhere than it was when this was staged */
  | { kind: 'failed'; moved: boolean; title: string; detail: string };

const MAX_STAGED = 200;

/** Tells staged promotions apart: a channel can only go to one place. */
export function stagedKey({
  registry,
  repository,
  channel,
}: Omit<StagedPromotion, 'name' | 'source' | 'to' | 'from'>): string {
  return `${formatChartReference({ registry, repository })}:${channel}`;
}

/** The list with one more; it takes the place of an earlier one for the same channel. At most 200, the oldest go. */
export function stage(staged: readonly StagedPromotion[], added: StagedPromotion): StagedPromotion[] {
  const others = staged.filter((one) => stagedKey(one) !== stagedKey(added));
  return [...others, added].slice(-MAX_STAGED);
}

/** The list without those of the given keys. */
export function unstage(staged: readonly StagedPromotion[], keys: ReadonlySet<string>): StagedPromotion[] {
  return staged.filter((one) => !keys.has(stagedKey(one)));
}

/** What a browser kept of the list; whatever can't be read is left out. */
export function readStaged(text: string | null): StagedPromotion[] {
  if (text === null) return [];
  try {
    const list = z.array(z.unknown()).max(MAX_STAGED).parse(JSON.parse(text));
    return list.flatMap((one) => {
      const parsed = StagedPromotion.safeParse(one);
      return parsed.success ? [parsed.data] : [];
    });
  } catch {
    return []; // written by another version, or by hand: nothing has been promoted yet, so nothing is lost
  }
}

/** The promotion to ask for. */
export function toRequest(
  { registry, repository, channel, to, from }: StagedPromotion,
  reason: string,
): PromotionRequest {
  return PromotionRequest.parse({
    registry,
    repository,
    channel,
    digest: to.digest,
    expectedDigest: from?.digest ?? null,
    reason,
  });
}
