import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ChannelLocks } from '@/lib/channels/channel-locks';
import { isRunning } from '@/lib/store/process-name';
import type { Store } from '@/lib/store/store';

/**
 * The locks of a process with this store, as if it had just started: what an earlier one left is passed.
 * @param place where processes share their ids, as `nameProcess` tells it; somewhere of the test's own by default
 */
export function locksOver(store: Store, place = 'here'): ChannelLocks {
  return new ChannelLocks({
    store,
    self: { place, pid: process.pid, run: randomBytes(6).toString('hex') },
    isRunning,
    now: Date.now,
    wait: (ms, signal) => wait(ms, undefined, { signal }),
    random: () => randomBytes(6).toString('hex'),
    report: (line) => {
      throw new Error(line);
    },
  });
}
