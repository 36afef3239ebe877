import 'server-only';
import type { ChannelMove } from '@/lib/channels/channel-move';
import type { MoveFilter } from '@/lib/channels/history';
import type { ChannelAddress } from '@/lib/channels/promotion';
import { earlierReleases, type EarlierRelease } from '@/lib/channels/reversal';
import { digestUnder } from '@/lib/channels/settle-promotion';
import { openChartroom } from '@/lib/chartroom';
import type { Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import { runBounded } from '@/lib/oci/run-bounded';
import { unknownRegistry } from '@/lib/services/unknown-registry';

/** Moves of channels, newest first, and whether there are earlier ones. */
export interface MovePage {
  moves: ChannelMove[];
  more: boolean;
}

/** At most `limit` moves of channels, newest first, made here or elsewhere. */
export async function listMoves(filter: MoveFilter, limit: number): Promise<MovePage> {
  const { history } = await openChartroom();
  const moves = await history.moves(filter, limit + 1);
  return { moves: moves.slice(0, limit), more: moves.length > limit };
}

/** Somewhere a channel was before, and whether the registry still has it; `unknown` where it did not say. */
export interface FoundRelease extends EarlierRelease {
  presence: 'present' | 'gone' | 'unknown';
}

/** As many earlier releases are looked for … */
const MAX_EARLIER = 20;
/** … and as many at a time. */
const WIDTH = 4;

/**
 * Where a channel was before, the latest first and at most 20, and which of them the registry still has: it may have
 * cleaned away what no tag names any more.
 * @throws AppError `registry_not_found`
 */
export async function listEarlierReleases(
  channel: ChannelAddress,
  signal?: AbortSignal,
): Promise<FoundRelease[]> {
  const { history, registries } = await openChartroom();
  const entry = registries.get(channel.registry);
  if (entry === undefined) throw unknownRegistry(channel.registry);
  const releases: FoundRelease[] = earlierReleases(await history.moves(channel))
    .slice(0, MAX_EARLIER)
    .map((release) => ({ ...release, presence: 'unknown' }));
  const { registry } = entry;
  if (registry === null) return releases;
  await runBounded(releases, WIDTH, async (release) => {
    release.presence = await presenceOf(release, channel.repository, registry, signal);
  });
  return releases;
}

async function presenceOf(
  { digest }: EarlierRelease,
  repository: string,
  registry: Registry,
  signal?: AbortSignal,
): Promise<FoundRelease['presence']> {
  try {
    return (await digestUnder(registry, repository, digest, signal)) === null ? 'gone' : 'present';
  } catch (error) {
    if (error instanceof RegistryError && error.kind !== 'canceled') return 'unknown';
    throw error;
  }
}
