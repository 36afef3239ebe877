import { AppError } from '@/lib/errors';
import type { ChannelLocks, HeldChannel } from '@/lib/channels/channel-locks';
import type { ChannelRules } from '@/lib/channels/channel-rules';
import { promotionId, type History } from '@/lib/channels/history';
import { observePromotion } from '@/lib/channels/observe-promotion';
import { planPromotion } from '@/lib/channels/plan-promotion';
import type { CopySource, Promotion, PromotionIntent, PromotionRequest } from '@/lib/channels/promotion';
import { assertReason, type ReleaseFacts } from '@/lib/channels/promotion-checks';
import { refuseName } from '@/lib/channels/promotion-refusal';
import { checkReversal } from '@/lib/channels/reversal';
import { explainRefusal, isRefusal } from '@/lib/channels/registry-refusal';
import { digestUnder, endIntents } from '@/lib/channels/settle-promotion';
import type { Digest } from '@/lib/oci/names';
import type { ManifestReceipt, Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

export interface PromotionContext {
  /** with the login that moves the channel */
  registry: Registry;
  history: History;
  /** one for the whole process */
  locks: ChannelLocks;
  rules: ChannelRules;
  /** what was found out about the release beforehand, for the checks that block */
  facts: ReleaseFacts;
  /** milliseconds since 1970 */
  now: () => number;
  /** a few random characters of `a-z0-9`, new at each call */
  random: () => string;
  /** who promotes, as far as known */
  actor: string | null;
  /** where the release was copied from to be promoted */
  copiedFrom?: CopySource;
  /** Ends the reading before the move. Once the move has begun it is seen through. */
  signal?: AbortSignal;
}

/**
 * Points a channel at a chart: checks again what the person saw, puts the identical bytes under the channel's tag,
 * reads the tag back, and records it. Nothing is rebuilt, so the digest stays. Promotions of one channel run one
 * after the other. OCI has no conditional write: a foreign writer between the check and the write goes unnoticed
 * (https://github.com/opencontainers/distribution-spec/issues/250), which is why `from` is what was observed.
 *
 * The intent is written down before the registry is asked to write, so that a crash in between can be settled later
 * (`settleIntents`). From then on a failure is recorded too; what is refused before is only told.
 *
 * @returns the recorded promotion; its outcome tells whether anything was written, and whether it stayed
 * @throws AppError `invalid_request` without a reason where one is required; what `observePromotion`, `planPromotion`,
 *   `checkReversal` and `explainRefusal` throw; RegistryError when the registry can't be read
 */
export async function promote(request: PromotionRequest, context: PromotionContext): Promise<Promotion> {
  const refusal = refuseName(request.channel, context.rules);
  if (refusal !== null) throw refusal;
  assertReason(request, context.rules);
  return context.locks.run(request, (held) => promoteAlone(request, held, context));
}

async function promoteAlone(
  request: PromotionRequest,
  held: HeldChannel,
  context: PromotionContext,
): Promise<Promotion> {
  const { registry, history, now, random, actor, signal } = context;
  const { registry: name, repository, channel, kind, reason } = request;
  const { manifest, observation, condition } = await observePromotion(request, registry, signal);
  // What a silent registry left open on this channel is decided by what it says now.
  await endIntents(history, request, observation.channel?.digest ?? null);
  const plan = planPromotion(request, { ...observation, ...context.facts }, context.rules);
  const moves = kind === 'promotion' ? [] : await history.moves({ registry: name, repository, channel });
  const undoes = checkReversal(request, moves, actor);
  const at = now();
  const intent: PromotionIntent = {
    id: promotionId(at, random()),
    kind,
    undoes,
    registry: name,
    repository,
    channel,
    from: plan.from,
    to: plan.to,
    actor,
    reason,
    at: new Date(at).toISOString(),
    failure: null,
    response: null,
    evidence: null,
    copiedFrom: context.copiedFrom ?? null,
  };
  if (plan.action === 'unchanged' || manifest === null)
    return history.record({ ...intent, outcome: 'unchanged' });
  await history.begin(intent);
  let receipt: ManifestReceipt;
  try {
    await held.confirm();
    receipt = await registry.putManifest(repository, channel, manifest, {
      priority: 'interactive',
      condition,
    });
  } catch (error) {
    return endFailedWrite(error, intent, context);
  }
  const { status, requestId } = receipt;
  return endWrite({ ...intent, response: { status, requestId } }, context);
}

async function endWrite(
  intent: PromotionIntent,
  { registry, history }: PromotionContext,
): Promise<Promotion> {
  let digest: Digest | null;
  try {
    digest = await digestUnder(registry, intent.repository, intent.channel);
  } catch (error) {
    throw unconfirmed(intent, error);
  }
  const outcome = digest === intent.to.digest ? 'moved' : 'overwritten';
  return history.record({ ...intent, outcome });
}

async function endFailedWrite(
  failure: unknown,
  intent: PromotionIntent,
  context: PromotionContext,
): Promise<Promotion> {
  if (failure instanceof AppError) throw await recordFailure(intent, failure, context); // nothing was sent
  if (!(failure instanceof RegistryError)) throw failure;
  if (isRefusal(failure)) {
    const { status = 0, requestId } = failure;
    const explained = explainRefusal(failure, intent.channel);
    throw await recordFailure({ ...intent, response: { status, requestId } }, explained, context);
  }
  // A write that failed without the registry's no may have been done all the same: look before saying anything.
  let digest: Digest | null;
  try {
    digest = await digestUnder(context.registry, intent.repository, intent.channel);
  } catch {
    throw unconfirmed(intent, failure); // the write's own failure is the one to tell
  }
  if (digest === intent.to.digest) return context.history.record({ ...intent, outcome: 'moved' });
  throw unconfirmed(intent, failure);
}

// A login that is none says nothing about the channel, and anyone could fill the history with it.
async function recordFailure(
  intent: PromotionIntent,
  error: AppError,
  { history }: PromotionContext,
): Promise<AppError> {
  if (error.code === 'unauthenticated') await history.drop(intent);
  else {
    const { code, message } = error;
    await history.record({ ...intent, outcome: 'failed', failure: { code, message } });
  }
  return error;
}

function unconfirmed({ channel, to }: PromotionIntent, cause: unknown): AppError {
  const code =
    cause instanceof RegistryError && cause.kind === 'timeout' ? 'registry_timeout' : 'registry_unavailable';
  return new AppError(
    code,
    `The registry was asked to move ${channel} to ${to.version}, and then did not answer. Look at the channel again ` +
      'before you repeat it.',
    { cause },
  );
}
