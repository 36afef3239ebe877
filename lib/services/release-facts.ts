import 'server-only';
import { describeFailure } from '@/lib/catalog/failure';
import type { ConfigurableCheck } from '@/lib/channels/channel-rules';
import type { ImageFact, ReleaseFacts, Unknown } from '@/lib/channels/promotion-checks';
import type { PromotionRequest } from '@/lib/channels/promotion';
import { hasSignature } from '@/lib/channels/signature';
import type { Chartroom } from '@/lib/chartroom';
import type { Registry } from '@/lib/oci/registry';

const UNASKED: Unknown = { unknown: 'It has not been asked for.' };

/**
 * Finds out what the checks of a promotion need beyond the look at the registry that decides it. What can't be had in
 * time is unknown, with the reason; nothing of it fails the promotion by itself.
 * @param wanted the checks that will look at it
 * @param registry asked for signatures
 * @param patience milliseconds; with 0 nothing slow is begun
 */
export async function gatherReleaseFacts(
  request: PromotionRequest,
  wanted: ReadonlySet<ConfigurableCheck>,
  registry: Pick<Registry, 'getManifest' | 'headManifest' | 'referrers'>,
  { catalog, history }: Pick<Chartroom, 'catalog' | 'history'>,
  patience: number,
  signal?: AbortSignal,
): Promise<ReleaseFacts> {
  const late = AbortSignal.timeout(patience);
  const limit = signal === undefined ? late : AbortSignal.any([late, signal]);
  const call = { priority: 'interactive', signal: limit } as const;
  const attempt = async <T>(check: ConfigurableCheck, find: () => Promise<T>): Promise<T | Unknown> => {
    if (!wanted.has(check)) return UNASKED;
    try {
      return await find();
    } catch (error) {
      return { unknown: limit.aborted ? 'It could not be found out in time.' : describeFailure(error) };
    }
  };
  const slow = <T>(check: ConfigurableCheck, find: () => Promise<T>): Promise<T | Unknown> | Unknown =>
    patience === 0 ? UNASKED : attempt(check, find);
  const { registry: name, repository, digest } = request;
  const [channels, images, signed] = await Promise.all([
    attempt('risk-order', () => findHolders(request, { catalog, history })),
    slow('images', async (): Promise<ImageFact[] | Unknown> => {
      const selector = { kind: 'digest', digest } as const;
      const release = await catalog.release({ registry: name, repository, selector }, call);
      const unread = release.problems.find(({ part }) => part === 'archive');
      if (unread !== undefined) return { unknown: `Its images are not known. ${unread.message}` };
      return catalog.lookUpImages(
        release.images.map(({ image }) => image),
        call,
      );
    }),
    slow('signature', () => hasSignature(registry, repository, digest, call)),
  ]);
  return { channels, images, signed };
}

/** The chart's channels, and which of them hold the release or are known to have held it. */
async function findHolders(
  { registry, repository, digest }: PromotionRequest,
  { catalog, history }: Pick<Chartroom, 'catalog' | 'history'>,
): Promise<{ tag: string; held: boolean }[]> {
  const { channels } = await catalog.chart({ registry, repository });
  const moves = await history.moves({ registry, repository });
  const held = new Set(
    moves.flatMap(({ channel, from, to }) =>
      from?.digest === digest || to?.digest === digest ? [channel] : [],
    ),
  );
  return channels.map((channel) => ({
    tag: channel.tag,
    held: channel.digest === digest || held.has(channel.tag),
  }));
}
