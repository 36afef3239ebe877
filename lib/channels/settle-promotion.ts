import { AppError } from '@/lib/errors';
import type { ChannelLocks } from '@/lib/channels/channel-locks';
import type { History } from '@/lib/channels/history';
import type { ChannelAddress, PromotionFailure } from '@/lib/channels/promotion';
import type { Digest } from '@/lib/oci/names';
import type { Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

const INTERRUPTED: PromotionFailure = {
  code: 'interrupted',
  message: 'Chartroom was stopped, or the registry fell silent, before the channel was moved.',
};

export interface SettleContext {
  history: History;
  /** the one that `promote` uses */
  locks: ChannelLocks;
  /** a configured registry by its name */
  registry: (name: string) => Registry | undefined;
}

/**
 * Ends the promotions that a crash or a silent registry left open, by looking where their channels point now: at the
 * promoted digest, it was moved; where it was before, it failed; anywhere else, it is recorded as overwritten. One that
 * another process has under way is waited for. An intent whose registry is gone from the configuration or can't be asked
 * stays open. Call it at the start.
 *
 * @returns why intents stayed open, for a log; empty when all are settled
 */
export async function settleIntents(context: SettleContext): Promise<string[]> {
  const channels = new Map(
    (await context.history.intents()).map((intent) => [channelKey(intent), channelOf(intent)]),
  );
  const open: string[] = [];
  for (const channel of channels.values()) {
    const failure = await settleChannel(channel, context);
    if (failure !== null)
      open.push(`${channel.registry}/${channel.repository}:${channel.channel}: ${failure}`);
  }
  return open;
}

/**
 * Ends the open promotions of one channel, given the digest it has now. The caller holds the channel's lock.
 * @param digest null when there is no such tag
 */
export async function endIntents(
  history: History,
  channel: ChannelAddress,
  digest: Digest | null,
): Promise<void> {
  for (const intent of await history.intents(channelOf(channel))) {
    if (digest === intent.to.digest) await history.record({ ...intent, outcome: 'moved' });
    else if (digest === (intent.from?.digest ?? null))
      await history.record({ ...intent, outcome: 'failed', failure: INTERRUPTED });
    else await history.record({ ...intent, outcome: 'overwritten' });
  }
}

function channelKey({ registry, repository, channel }: ChannelAddress): string {
  return [registry, repository, channel].join('\n');
}

/**
 * The digest a tag has now, or null when there is none.
 * @throws RegistryError when the registry can't be asked
 */
export async function digestUnder(
  registry: Pick<Registry, 'headManifest'>,
  repository: string,
  tag: string,
  signal?: AbortSignal,
): Promise<Digest | null> {
  try {
    return (await registry.headManifest(repository, tag, { priority: 'interactive', signal })).digest;
  } catch (error) {
    if (error instanceof RegistryError && error.kind === 'not_found') return null;
    throw error;
  }
}

async function settleChannel(
  address: ChannelAddress,
  { history, registry, locks }: SettleContext,
): Promise<string | null> {
  const source = registry(address.registry);
  if (source === undefined) return 'the registry is not configured any more';
  try {
    await locks.run(address, async () =>
      endIntents(history, address, await digestUnder(source, address.repository, address.channel)),
    );
    return null;
  } catch (error) {
    if (error instanceof RegistryError) return error.message;
    if (error instanceof AppError && error.code === 'promotion_under_way') return error.message;
    throw error;
  }
}

function channelOf({ registry, repository, channel }: ChannelAddress): ChannelAddress {
  return { registry, repository, channel };
}
