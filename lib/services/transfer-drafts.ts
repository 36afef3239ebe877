import 'server-only';
import type { ConfigurableCheck } from '@/lib/channels/channel-rules';
import { draftTransfer, promotionOf, type TransferDraft } from '@/lib/channels/draft-transfer';
import type { ReleaseFacts } from '@/lib/channels/promotion-checks';
import type { TransferRequest } from '@/lib/channels/transfer';
import type { ImageRegistry } from '@/lib/channels/transfer-image';
import type { Chartroom } from '@/lib/chartroom';
import { AppError } from '@/lib/errors';
import type { Registry } from '@/lib/oci/registry';
import { gatherReleaseFacts } from '@/lib/services/release-facts';
import { unknownRegistry } from '@/lib/services/unknown-registry';

/** A registry that can be copied from: any that has manifests, folders too. */
export function sourceOf({ registries }: Chartroom, name: string): Registry | undefined {
  const source = registries.get(name)?.source;
  return source === undefined || source.kind === 'helm-repository' ? undefined : source.registry;
}

/**
 * Thinks a transfer through; nothing is written.
 * @param target with the login that writes, or one that only reads, for a look ahead
 * @throws AppError `registry_not_found`; `invalid_request` for a source that can't be copied, or a target repository
 *   that is not looked at; what `draftTransfer` throws
 */
export async function draft(
  request: TransferRequest,
  target: Registry,
  chartroom: Chartroom,
  signal?: AbortSignal,
): Promise<TransferDraft> {
  const { from, images } = request;
  if (!chartroom.registries.has(from.registry)) throw unknownRegistry(from.registry);
  const source = sourceOf(chartroom, from.registry);
  if (source === undefined) {
    throw new AppError(
      'invalid_request',
      `${from.registry} is a static Helm repository: it has archives and no manifests, so nothing can be copied from it by digest.`,
    );
  }
  return draftTransfer(request, {
    source,
    target,
    images: await readImages(request, images, chartroom, signal),
    registries: imageRegistries(chartroom),
    registry: (name) => sourceOf(chartroom, name),
    rules: chartroom.configuration.channels,
    signal,
  });
}

/**
 * What the promotion at the end will be judged by, as far as that is known before anything is copied: images and
 * signatures as they are in the source, channels as they are in the target.
 */
export async function gatherFacts(
  request: TransferRequest,
  wanted: ReadonlySet<ConfigurableCheck>,
  chartroom: Chartroom,
  patience: number,
  signal?: AbortSignal,
): Promise<ReleaseFacts> {
  const promotion = promotionOf(request);
  const source = sourceOf(chartroom, request.from.registry);
  const unasked = { unknown: 'No channel is moved.' };
  if (promotion === null || source === undefined)
    return { channels: unasked, images: unasked, signed: unasked };
  const { registry, repository } = request.from;
  const inSource = new Set([...wanted].filter((check) => check !== 'risk-order'));
  const { images, signed } = await gatherReleaseFacts(
    { ...promotion, registry, repository },
    inSource,
    source,
    chartroom,
    patience,
    signal,
  );
  const inTarget = new Set([...wanted].filter((check) => check === 'risk-order'));
  const known = chartroom.catalog
    .charts()
    .some((chart) => chart.registry === promotion.registry && chart.repository === promotion.repository);
  const { channels } = known
    ? await gatherReleaseFacts(promotion, inTarget, source, chartroom, 0, signal)
    : { channels: [] };
  return { channels, images, signed };
}

/** The images that the chart refers to; none where that can't be known and nobody wants them copied. */
async function readImages(
  { from: { registry, repository, digest } }: TransferRequest,
  wanted: boolean,
  { catalog }: Chartroom,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const selector = { kind: 'digest', digest } as const;
  const release = await catalog.release(
    { registry, repository, selector },
    { signal, priority: 'interactive' },
  );
  const unread = release.problems.find(({ part }) => part === 'archive');
  if (unread !== undefined && wanted)
    throw new AppError(
      'invalid_chart',
      `Its images are not known, so they can’t be copied. ${unread.message}`,
    );
  return release.images.map(({ image }) => image);
}

function imageRegistries({ registries }: Chartroom): ImageRegistry[] {
  return [...registries.values()]
    .filter(({ source }) => source.kind === 'oci')
    .map(({ source }) => ({ name: source.name, host: new URL(source.url).host }));
}
