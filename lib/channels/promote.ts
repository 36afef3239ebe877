import { AppError } from '@/lib/errors';
import { readContent, type Content } from '@/lib/channels/chart-content';
import { promotionId, type History } from '@/lib/channels/history';
import type { KeyedLock } from '@/lib/channels/keyed-lock';
import { checkChannelName, planPromotion, type Observation } from '@/lib/channels/plan-promotion';
import type { CopySource, Promotion, PromotionIntent, PromotionRequest } from '@/lib/channels/promotion';
import { checkReversal } from '@/lib/channels/reversal';
import { explainRefusal, isRefusal } from '@/lib/channels/registry-refusal';
import { channelKey, digestUnder, endIntents } from '@/lib/channels/settle-promotion';
import { findVersionTag } from '@/lib/channels/version-tag';
import type { RawManifest } from '@/lib/oci/manifest';
import type { Digest } from '@/lib/oci/names';
import type { CallOptions, Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

export interface PromotionContext {
  /** with the login that moves the channel */
  registry: Registry;
  history: History;
  /** one for the whole process */
  locks: KeyedLock;
  /** the configured risks, safest first */
  risks: readonly string[];
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
 * (`settleIntents`).
 *
 * @returns the recorded promotion; its outcome tells whether anything was written, and whether it stayed
 * @throws AppError what `planPromotion`, `checkReversal` and `explainRefusal` throw, and `chart_not_found` for an unknown repository;
 *   RegistryError when the registry can't be read
 */
export async function promote(request: PromotionRequest, context: PromotionContext): Promise<Promotion> {
  checkChannelName(request.channel, context.risks);
  return context.locks.run(channelKey(request), () => promoteAlone(request, context));
}

async function promoteAlone(request: PromotionRequest, context: PromotionContext): Promise<Promotion> {
  const { registry, history, now, random, actor } = context;
  const { registry: name, repository, channel, kind, reason } = request;
  const manifest = await explained(channel, () => readManifest(context, repository, request.digest));
  const observed = await explained(channel, () => observe(request, manifest, context));
  // What a silent registry left open on this channel is decided by what it says now.
  await endIntents(history, request, observed.channel?.digest ?? null);
  const plan = planPromotion(request, observed, context.risks);
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
    response: null,
    evidence: null,
    copiedFrom: context.copiedFrom ?? null,
  };
  if (plan.action === 'unchanged' || manifest === null)
    return history.record({ ...intent, outcome: 'unchanged' });
  await history.begin(intent);
  try {
    await registry.putManifest(repository, channel, manifest, { priority: 'interactive' });
  } catch (error) {
    return endFailedWrite(error, intent, context);
  }
  return endWrite(intent, context);
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

// A write that failed without the registry's no may have been done all the same: look before saying anything.
async function endFailedWrite(
  failure: unknown,
  intent: PromotionIntent,
  { registry, history }: PromotionContext,
): Promise<Promotion> {
  if (!(failure instanceof RegistryError)) throw failure;
  if (isRefusal(failure)) {
    await history.drop(intent);
    throw explainRefusal(failure, intent.channel);
  }
  let digest: Digest | null;
  try {
    digest = await digestUnder(registry, intent.repository, intent.channel);
  } catch {
    throw unconfirmed(intent, failure); // the write's own failure is the one to tell
  }
  if (digest === intent.to.digest) return history.record({ ...intent, outcome: 'moved' });
  throw unconfirmed(intent, failure);
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

async function observe(
  request: PromotionRequest,
  manifest: RawManifest | null,
  context: PromotionContext,
): Promise<Observation> {
  const { repository, channel } = request;
  const options: CallOptions = { priority: 'interactive', signal: context.signal };
  const read = (raw: RawManifest): Promise<Content> =>
    readContent(context.registry, repository, raw, options);
  const source = manifest === null ? null : await read(manifest);
  const version = source?.kind === 'chart' ? source.version : null;
  const versionTag =
    version === null
      ? null
      : await findVersionTag(
          context.registry,
          repository,
          { version, digest: request.digest },
          context.signal,
        );
  // Last, so that as little time as possible lies between this look and the write.
  const current = await readManifest(context, repository, channel);
  const held =
    current !== null && current.digest === source?.digest ? source : current && (await read(current));
  return { channel: held, source, versionTag };
}

async function readManifest(
  { registry, signal }: PromotionContext,
  repository: string,
  reference: string,
): Promise<RawManifest | null> {
  try {
    return await registry.getManifest(repository, reference, { priority: 'interactive', signal });
  } catch (error) {
    if (!(error instanceof RegistryError) || error.kind !== 'not_found') throw error;
    if (error.entries.some(({ code }) => code === 'NAME_UNKNOWN')) {
      throw new AppError('chart_not_found', `The registry knows no repository ${repository}.`, {
        cause: error,
      });
    }
    return null;
  }
}

// The login is the visitor's business here: a registry that refuses it says who may not promote.
async function explained<Result>(channel: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RegistryError && (error.kind === 'unauthorized' || error.kind === 'denied')) {
      throw explainRefusal(error, channel);
    }
    throw error;
  }
}
