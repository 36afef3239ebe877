import { promotionId, type History } from '@/lib/channels/history';
import type { OutsideMove } from '@/lib/channels/outside-move';
import type { ChannelAddress, PromotionEnd } from '@/lib/channels/promotion';
import { digestUnder } from '@/lib/channels/settle-promotion';
import type { Digest } from '@/lib/oci/names';
import type { Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

/** A channel that points elsewhere than when somebody last looked. Who moved it is still open. */
export interface Sighting {
  /** null when the channel is new */
  from: SeenEnd | null;
  /** null when its tag is gone */
  to: SeenEnd | null;
  /** when it was seen, in milliseconds since 1970 */
  at: number;
  /** when it was last seen at `from`, in milliseconds since 1970; null when that is not known */
  lastSeen: number | null;
}

interface SeenEnd {
  digest: Digest;
  /** null when nothing says which version it is */
  version: string | null;
}

export interface SightingContext {
  history: History;
  registry: Registry;
  /** a few random characters of `a-z0-9`, new at each call */
  random: () => string;
  /** who moved the channel there, where the registry's notification named somebody */
  actorOf: (channel: ChannelAddress, digest: Digest | null) => string | null;
}

/**
 * Records a move of a channel as made elsewhere, unless a promotion of Chartroom explains it: one that is recorded, or
 * one under way, in this process or in another with the same history.
 *
 * A promotion is written down as an intent before the registry is asked, and the intent goes in the same write that
 * records it. So where the channel was seen at a digest, then the history was read, and then the channel is still there,
 * what the history did not explain was nobody's here. Where it has gone on meanwhile nothing is recorded: the next
 * look sees that. Where the registry does not answer this time, what was seen counts.
 *
 * @returns the move that was recorded, or null
 */
export async function noteSighting(
  channel: ChannelAddress,
  sighting: Sighting,
  { history, registry, random, actorOf }: SightingContext,
): Promise<OutsideMove | null> {
  const digest = sighting.to?.digest ?? null;
  for (;;) {
    const intents = await history.intents(channel); // first: what is recorded after this has its intent here
    const latest = await history.latest(channel);
    if (intents.some((intent) => intent.to.digest === digest)) return null;
    if (latest !== undefined && (latest.to?.digest ?? null) === digest) return null;
    if (!(await isThere(registry, channel, digest))) return null;
    const latestAt = latest === undefined ? -Infinity : Date.parse(latest.at);
    const at = Math.max(sighting.at, latestAt + 1); // it came after the latest, whenever it was seen first
    const move: OutsideMove = {
      ...channel,
      ...leaveFrom(sighting, latest),
      id: promotionId(at, random()),
      to: endOf(sighting.to),
      at: new Date(at).toISOString(),
      actor: actorOf(channel, digest),
    };
    // Where another process has seen something meanwhile, what it recorded decides.
    if (await history.recordOutside(move, latest?.id ?? null)) return move;
  }
}

/** Where the channel was before: where it was seen last, or where the history says that it went later. */
function leaveFrom(
  { from, lastSeen }: Sighting,
  latest: Pick<OutsideMove, 'to' | 'at'> | undefined,
): Pick<OutsideMove, 'from' | 'lastSeen'> {
  if (latest !== undefined && (lastSeen === null || Date.parse(latest.at) > lastSeen))
    return { from: latest.to, lastSeen: latest.to === null ? null : latest.at };
  return { from: endOf(from), lastSeen: lastSeen === null ? null : new Date(lastSeen).toISOString() };
}

function endOf(end: SeenEnd | null): PromotionEnd | null {
  return end === null ? null : { digest: end.digest, version: end.version ?? 'unknown' };
}

async function isThere(
  registry: Registry,
  { repository, channel }: ChannelAddress,
  digest: Digest | null,
): Promise<boolean> {
  try {
    return (await digestUnder(registry, repository, channel)) === digest;
  } catch (error) {
    if (error instanceof RegistryError) return true;
    throw error;
  }
}
