import { AppError } from '@/lib/errors';
import { readContent, type Content } from '@/lib/channels/chart-content';
import type { ChannelRules } from '@/lib/channels/channel-rules';
import { planTransfer } from '@/lib/channels/plan-transfer';
import type { PromotionRequest } from '@/lib/channels/promotion';
import {
  assertNotBlocked,
  assertReason,
  checkPromotion,
  findRefusal,
  type ReleaseFacts,
} from '@/lib/channels/promotion-checks';
import {
  contentVersion,
  refuseName,
  refuseSource,
  refuseTarget,
  refuseVersionTag,
  shortDigest,
  type Observation,
} from '@/lib/channels/promotion-refusal';
import { readTransferImages, type ImageContext } from '@/lib/channels/read-transfer-images';
import { fullAllowance, readTransferPart } from '@/lib/channels/read-transfer-part';
import { explainSourceFailure } from '@/lib/channels/transfer-failure';
import type { TransferPlan, TransferRequest } from '@/lib/channels/transfer';
import { takenTag, type TransferConflict } from '@/lib/channels/transfer-conflict';
import type { TransferImage } from '@/lib/channels/transfer-image';
import type { TransferPart } from '@/lib/channels/transfer-part';
import { findVersionTag } from '@/lib/channels/version-tag';
import { tagForVersion } from '@/lib/helm/chart-tag';
import type { CallOptions, Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

/** A transfer thought through, with what the registries said about it. */
export interface TransferDraft {
  version: string;
  versionTag: string;
  /** as a promotion would find it once all is copied */
  observed: Observation;
  /** the chart first */
  parts: TransferPart[];
  images: TransferImage[];
  conflicts: TransferConflict[];
  plan: TransferPlan;
}

export interface DraftContext extends ImageContext {
  /** the registry it comes from, with Chartroom's login */
  source: Registry;
  rules: ChannelRules;
  signal?: AbortSignal | undefined;
}

/**
 * Thinks a transfer through: reads all that would be copied, looks at the tags it would get in the target, and puts the
 * steps in order. Nothing is written. Whether it may be made is `assertTransferable`'s business.
 *
 * @throws AppError
 * - `invalid_request`, `version_immutable` source and target are the same place, or the channel is none
 * - `source_changed` the source is gone, is no chart, or its version tag is missing or means another digest
 * - `transfer_too_large`, `invalid_chart` as `readTransferPart` and `planTransfer`
 *
 *   RegistryError when a registry can't be asked
 */
export async function draftTransfer(request: TransferRequest, context: DraftContext): Promise<TransferDraft> {
  const { from, to } = request;
  refusePlaces(request);
  const refusal = to.channel === null ? null : refuseName(to.channel, context.rules);
  if (refusal !== null) throw refusal;
  const call: CallOptions = { priority: 'interactive', signal: context.signal };
  const { version, versionTag, observed } = await observeRelease(request, context, call);
  const allowance = fullAllowance();
  const { registry, repository } = from;
  const chart = await readTransferPart(
    context.source,
    { kind: 'chart', from: { registry, repository }, to: to.repository, root: from.digest, tag: versionTag },
    allowance,
    call,
  );
  const taken = await takenTag(context.target, { repository: to.repository, tag: versionTag }, chart, call);
  const { images, parts, conflicts } = await readTransferImages(request, context, allowance, call);
  return {
    version,
    versionTag,
    observed,
    parts: [chart, ...parts],
    images,
    conflicts: [...(taken === null ? [] : [taken]), ...conflicts],
    plan: planTransfer([chart, ...parts], to.channel),
  };
}

/**
 * Refuses a transfer that may not be made.
 * @param facts what the checks of the promotion need to know of the release
 * @throws AppError `transfer_conflict` a tag means something else in the target, with details `conflicts`;
 *   `channel_moved`, `promotion_blocked` and `invalid_request` as a promotion would
 */
export function assertTransferable(
  request: TransferRequest,
  { conflicts, observed }: TransferDraft,
  facts: ReleaseFacts,
  rules: ChannelRules,
): void {
  assertReason(request, rules);
  const [first] = conflicts;
  if (first !== undefined) throw conflictError(request.to.registry, first, conflicts);
  const promotion = promotionOf(request);
  if (promotion === null) return;
  const refusal = findRefusal(promotion, observed, rules);
  if (refusal !== null) throw refusal;
  assertNotBlocked(checkPromotion(promotion, { ...observed, ...facts }, rules));
}

/** The promotion that a transfer ends with; null without a channel. */
export function promotionOf({ from, to, reason, acknowledged }: TransferRequest): PromotionRequest | null {
  const { registry, repository, channel, expectedDigest } = to;
  if (channel === null) return null;
  return {
    kind: 'promotion',
    registry,
    repository,
    channel,
    digest: from.digest,
    expectedDigest,
    reason,
    acknowledged,
  };
}

function conflictError(
  registry: string,
  { kind, repository, tag, digest, targetDigest }: TransferConflict,
  conflicts: readonly TransferConflict[],
): AppError {
  const others = conflicts.length - 1;
  const advice =
    kind === 'version'
      ? 'A version never moves: publish the release under a new version, or copy it to another repository.'
      : 'An image’s tag is not moved: name the image by digest in the chart, or copy without images.';
  return new AppError(
    'transfer_conflict',
    `${registry}/${repository}:${tag} means ${shortDigest(targetDigest)} there, not ${shortDigest(digest)}` +
      `${others === 0 ? '' : `, and ${others} more tags differ`}. Nothing was copied. ${advice}`,
    { details: { conflicts } },
  );
}

function refusePlaces({ from, to }: TransferRequest): void {
  if (from.registry !== to.registry || from.repository !== to.repository) return;
  throw new AppError(
    'invalid_request',
    `${to.registry}/${to.repository} is where the release is already: promote it there, without copying.`,
  );
}

/** What the release is, and where its channel is: as a promotion in the target would see it with all copied. */
async function observeRelease(
  { from, to }: TransferRequest,
  { source, target, rules, signal }: DraftContext,
  call: CallOptions,
): Promise<Pick<TransferDraft, 'version' | 'versionTag' | 'observed'>> {
  const { registry, repository, digest } = from;
  const inSource = <Result>(reading: Promise<Result>): Promise<Result> =>
    reading.catch((error: unknown) => {
      throw explainSourceFailure(error, registry);
    });
  const content = await inSource(contentUnder(source, repository, digest, call));
  const noChart = refuseSource(digest, content);
  if (noChart !== null) throw noChart;
  const version = contentVersion(content) ?? 'unknown';
  const versionTag = await inSource(findVersionTag(source, repository, { version, digest }, signal));
  const noVersion = refuseVersionTag(digest, version, versionTag);
  if (noVersion !== null) throw noVersion;
  const channel = to.channel === null ? null : await contentUnder(target, to.repository, to.channel, call);
  const noTarget = to.channel === null ? null : refuseTarget(to.channel, channel, rules);
  if (noTarget !== null) throw noTarget;
  return {
    version,
    versionTag: versionTag?.tag ?? tagForVersion(version),
    observed: { source: content, versionTag, channel },
  };
}

async function contentUnder(
  registry: Registry,
  repository: string,
  reference: string,
  call: CallOptions,
): Promise<Content | null> {
  try {
    const manifest = await registry.getManifest(repository, reference, call);
    return await readContent(registry, repository, manifest, call);
  } catch (error) {
    if (error instanceof RegistryError && error.kind === 'not_found') return null;
    throw error;
  }
}
