import 'server-only';
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { confirmPromotion } from '@/lib/channels/confirm-promotion';
import { leaveEvidence } from '@/lib/channels/leave-evidence';
import { promote } from '@/lib/channels/promote';
import { signIn, type Promoter } from '@/lib/channels/promoter';
import type { Promotion, PromotionFilter, PromotionRequest } from '@/lib/channels/promotion';
import { openChartroom, type Chartroom, type ConfiguredRegistry } from '@/lib/chartroom';
import type { Registry } from '@/lib/oci/registry';
import { tellFailure } from '@/lib/channels/webhooks/webhook-event';
import type { WebhookSender } from '@/lib/channels/webhooks/webhook-sender';
import { AppError } from '@/lib/errors';
import { RegistryError } from '@/lib/oci/registry-error';
import { blockingChecks } from '@/lib/services/promotion-checks';
import { runAs, type Caller } from '@/lib/services/promoter';
import { gatherReleaseFacts } from '@/lib/services/release-facts';
import { unknownRegistry } from '@/lib/services/unknown-registry';
import { log } from '@/lib/services/log';

/** How long a promotion waits for images and signatures where a check of them blocks, in milliseconds. */
const PATIENCE = 10_000;

/**
 * Points a channel at a digest, as far as the registry's configuration allows it. What comes after the move goes on
 * behind the answer: a move that was made and recorded is never reported as a failure.
 * @param signal ends the reading before the move; once the move has begun it is seen through
 * @throws AppError `registry_not_found`; else what `runAs`, `signIn` and `promote` throw
 */
export async function promoteRelease(
  request: PromotionRequest,
  caller: Caller,
  signal?: AbortSignal,
): Promise<Promotion> {
  const chartroom = await openChartroom();
  const entry = chartroom.registries.get(request.registry);
  if (entry === undefined) throw unknownRegistry(request.registry);
  return runAs(caller, entry, (promoter) => promoteAs(promoter, request, entry, chartroom, signal));
}

async function promoteAs(
  promoter: Promoter,
  request: PromotionRequest,
  entry: ConfiguredRegistry,
  chartroom: Chartroom,
  signal: AbortSignal | undefined,
): Promise<Promotion> {
  const { configuration, history, locks } = chartroom;
  const { name, promotion: policy } = entry.configuration;
  const { registry, actor, close } = signIn(
    { name, registry: entry.registry, connect: entry.signIn, ...policy },
    promoter,
  );
  const rules = configuration.channels;
  const begin = async (): Promise<Promotion> => {
    const blocking = blockingChecks(rules);
    const facts = await gatherReleaseFacts(request, blocking, registry, chartroom, PATIENCE, signal);
    return promote(request, {
      registry,
      history,
      locks,
      rules,
      facts,
      now: Date.now,
      random: () => randomBytes(4).toString('hex'),
      actor,
      signal,
    });
  };
  let promotion: Promotion;
  try {
    promotion = await begin();
  } catch (error) {
    await tellFailed(request, actor, error, chartroom.webhooks);
    await close();
    throw error;
  }
  await followPromotion(promotion, entry, chartroom);
  void proveBehind(promotion, entry, registry, chartroom).finally(close);
  return promotion;
}

/**
 * Shows a promotion that was made, and looks a little later, behind the caller, whether it stayed. Never throws: what was
 * moved and recorded is no failure.
 */
export async function followPromotion(
  promotion: Promotion,
  { registry }: ConfiguredRegistry,
  { catalog, history, locks }: Chartroom,
): Promise<void> {
  const { channel, to } = promotion;
  if (promotion.outcome !== 'overwritten')
    await catalog.observeTag(promotion, channel, to.digest).catch((error: unknown) => {
      log(`${channel} was promoted, and is shown as before until it can be read: ${String(error)}`);
    });
  if (registry === null) return;
  confirmPromotion(promotion, { registry, history, locks, wait: (ms) => wait(ms) }).then(
    ({ outcome }) => {
      if (outcome === 'overwritten') catalog.lookAt(promotion);
      return undefined;
    },
    (error: unknown) => log(`${channel} could not be read once more: ${String(error)}`),
  );
}

/**
 * Leaves evidence of a promotion in its registry, where the configuration asks for it. Nobody waits for it; never throws.
 * @param registry with the login that moved the channel
 */
export async function proveBehind(
  promotion: Promotion,
  { configuration }: Pick<ConfiguredRegistry, 'configuration'>,
  registry: Registry,
  { history }: Pick<Chartroom, 'history'>,
): Promise<void> {
  if (configuration.promotion.evidence === 'off') return;
  await leaveEvidence(promotion, registry, history).catch((error: unknown) =>
    log(`Evidence that ${promotion.channel} was promoted could not be left: ${String(error)}`),
  );
}

/** Promotions newest first, at most 1,000; those that failed are among the moves only. */
export async function listPromotions(filter: PromotionFilter): Promise<Promotion[]> {
  const { history } = await openChartroom();
  return (await history.list(filter)).filter(({ outcome }) => outcome !== 'failed');
}

/** Telling of a failure must not hide it. */
async function tellFailed(
  request: PromotionRequest,
  actor: string | null,
  error: unknown,
  webhooks: WebhookSender,
): Promise<void> {
  const code =
    error instanceof AppError ? error.code : error instanceof RegistryError ? error.kind : 'internal';
  const message = error instanceof Error ? error.message : String(error);
  const { digest } = request;
  const event = tellFailure(request, { code, message, digest, actor }, new Date().toISOString());
  await webhooks
    .tell(event)
    .catch((failure: unknown) => log(`A failure could not be told: ${String(failure)}`));
}
