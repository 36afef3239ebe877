import { AppError } from '@/lib/errors';
import { KeyedLock } from '@/lib/channels/keyed-lock';
import type { ChannelAddress } from '@/lib/channels/promotion';
import { acquireLease, keepLease, type LeaseContext } from '@/lib/store/lease';

/** How long somebody waits for their turn at a channel, in milliseconds. A promotion takes a few calls of a registry. */
const CHANNEL_PATIENCE = 20_000;

/** What whoever has the lock of a channel is given. */
export interface HeldChannel {
  /**
   * To be called right before anything is written: whoever was held up for long may have lost the lock.
   * @throws AppError `promotion_under_way`
   */
  confirm(): Promise<void>;
}

export interface ChannelLocksContext extends LeaseContext {
  /** told of a lock that could not be given back; it ends by itself a little later */
  report: (line: string) => void;
}

/**
 * Lets one task at a time have a channel, in the order they came, among all processes that share the store. Registries
 * offer no conditional write (https://github.com/opencontainers/distribution-spec/issues/250), so against writers
 * elsewhere there is only the check before and the read-back after.
 *
 * Tasks of this process stand in a line of their own, of which the first waits for the lease in the store.
 */
export class ChannelLocks {
  readonly #line = new KeyedLock();
  readonly #context: ChannelLocksContext;

  constructor(context: ChannelLocksContext) {
    this.#context = context;
  }

  /**
   * Runs `task` once the channel is free. Gives back what the task gives.
   * @param patience milliseconds to wait at most
   * @throws AppError `promotion_under_way` when the channel did not become free in that time
   */
  async run<Result>(
    channel: ChannelAddress,
    task: (held: HeldChannel) => Promise<Result>,
    patience = CHANNEL_PATIENCE,
  ): Promise<Result> {
    const { now, wait } = this.#context;
    const giveUp = now() + patience;
    const turn = new AbortController();
    let tooLate = false;
    const result = this.#line.run(keyOf(channel).join('\n'), () => {
      turn.abort();
      if (tooLate) throw underWay(channel);
      return this.#hold(channel, task, giveUp - now());
    });
    const impatience = wait(patience, turn.signal).then(
      () => {
        tooLate = true;
        throw underWay(channel);
      },
      () => result, // the turn has come
    );
    return Promise.race([result, impatience]);
  }

  async #hold<Result>(
    channel: ChannelAddress,
    task: (held: HeldChannel) => Promise<Result>,
    patience: number,
  ): Promise<Result> {
    const { wait, report } = this.#context;
    const lease = await acquireLease(keyOf(channel), patience, this.#context);
    if (lease === null) throw underWay(channel);
    const ended = new AbortController();
    const keeping = keepLease(lease, wait, ended.signal).catch((error: unknown) =>
      report(`The lock of ${channel.channel} could not be kept: ${String(error)}`),
    );
    try {
      return await task({
        async confirm() {
          if (!(await lease.confirm())) throw lockLost(channel);
        },
      });
    } finally {
      ended.abort();
      await keeping;
      // What the task did stands, so a lock that can't be given back is no failure of it.
      await lease
        .release()
        .catch((error: unknown) =>
          report(`The lock of ${channel.channel} could not be given back: ${String(error)}`),
        );
    }
  }
}

function keyOf({ registry, repository, channel }: ChannelAddress): string[] {
  return ['channel', registry, repository, channel];
}

function underWay({ registry, repository, channel }: ChannelAddress): AppError {
  return new AppError(
    'promotion_under_way',
    `Another promotion to ${channel} of ${registry}/${repository} is under way. Nothing was moved; look at the channel, then try again.`,
  );
}

function lockLost({ channel }: ChannelAddress): AppError {
  return new AppError(
    'promotion_under_way',
    `This promotion to ${channel} was held up for so long that another one may have begun. Nothing was moved; look at the channel, then try again.`,
  );
}
