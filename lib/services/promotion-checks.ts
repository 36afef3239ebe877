import 'server-only';
import { CHECKS, type ChannelRules, type ConfigurableCheck } from '@/lib/channels/channel-rules';
import type { Content } from '@/lib/channels/chart-content';
import { observePromotion } from '@/lib/channels/observe-promotion';
import { planPromotion } from '@/lib/channels/plan-promotion';
import { listMoveCalls, recordCalls, type RegistryCall } from '@/lib/channels/promotion-calls';
import { checkPromotion, type PromotionCheck } from '@/lib/channels/promotion-checks';
import type { PromotionRequest } from '@/lib/channels/promotion';
import { signIn, type Promoter } from '@/lib/channels/promoter';
import { openChartroom, type Chartroom, type ConfiguredRegistry } from '@/lib/chartroom';
import { AppError } from '@/lib/errors';
import { runAs, type Caller } from '@/lib/services/promoter';
import type { Digest } from '@/lib/oci/names';
import { gatherReleaseFacts } from '@/lib/services/release-facts';
import { unknownRegistry } from '@/lib/services/unknown-registry';

/** What speaks for and against a promotion, and what it would do. */
export interface PromotionForecast {
  checks: PromotionCheck[];
  /** what the channel points at now; null where there is no such tag */
  current: { digest: Digest; version: string | null } | null;
  /** the requests to the registry, in order; without those that move the channel where it would be refused */
  calls: RegistryCall[];
  reason: ChannelRules['reason'];
}

/**
 * Looks at the registry as a promotion would, and says how each check goes. Nothing is written.
 * @param patience how long to wait for images and signatures, in milliseconds; with 0 they are unknown
 * @throws AppError `registry_not_found`, `promotion_denied` where nothing can be promoted; what `observePromotion` throws
 */
export async function forecastPromotion(
  request: PromotionRequest,
  caller: Caller,
  patience: number,
  signal?: AbortSignal,
): Promise<PromotionForecast> {
  const chartroom = await openChartroom();
  const entry = chartroom.registries.get(request.registry);
  if (entry === undefined) throw unknownRegistry(request.registry);
  return runAs(caller, entry, (promoter) =>
    forecastAs(promoter, request, entry, chartroom, patience, signal),
  );
}

async function forecastAs(
  promoter: Promoter,
  request: PromotionRequest,
  entry: ConfiguredRegistry,
  chartroom: Chartroom,
  patience: number,
  signal: AbortSignal | undefined,
): Promise<PromotionForecast> {
  const rules = chartroom.configuration.channels;
  const { registry, close } = openReading(entry, promoter);
  try {
    const recorded = recordCalls(registry);
    const wanted = new Set(CHECKS.filter((check) => rules.checks[check] !== 'off'));
    const [{ manifest, observation, condition }, facts] = await Promise.all([
      observePromotion(request, recorded.registry, signal),
      gatherReleaseFacts(request, wanted, registry, chartroom, patience, signal),
    ]);
    const all = { ...observation, ...facts };
    const moves = manifest !== null && wouldMove(() => planPromotion(request, all, rules));
    const writes = moves ? listMoveCalls(request.repository, request.channel, manifest, condition) : [];
    return {
      checks: checkPromotion(request, all, rules),
      current: currentOf(observation.channel),
      calls: [...recorded.calls, ...writes],
      reason: rules.reason,
    };
  } finally {
    await close();
  }
}

/** The checks whose outcome decides whether a promotion may be made. */
export function blockingChecks({ checks }: Pick<ChannelRules, 'checks'>): Set<ConfigurableCheck> {
  return new Set(CHECKS.filter((check) => checks[check] === 'block'));
}

function currentOf(channel: Content | null): PromotionForecast['current'] {
  return channel && { digest: channel.digest, version: channel.kind === 'chart' ? channel.version : null };
}

function wouldMove(plan: () => ReturnType<typeof planPromotion>): boolean {
  try {
    return plan().action === 'move';
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

/** Where everyone promotes with their own login, what is to be read is read with Chartroom's until that is given. */
export function openReading(
  { configuration: { name, promotion }, registry, signIn: connect }: ConfiguredRegistry,
  promoter: Promoter,
): Pick<ReturnType<typeof signIn>, 'close'> & { registry: NonNullable<ConfiguredRegistry['registry']> } {
  if (promotion.mode === 'personal' && promoter.login === null && registry !== null)
    return { registry, close: async () => {} };
  return signIn({ name, registry, connect, ...promotion }, promoter);
}
