import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ChannelLocks } from '@/lib/channels/channel-locks';
import { isRunning } from '@/lib/store/process-name';
import type { Store } from '@/lib/store/store';

/** The locks of a process with this store, as if it had just started: what an earlier one left is passed. */
export function locksOver(store: Store): ChannelLocks {
  return new ChannelLocks({
    store,
    self: { place: 'here', pid: process.pid, run: randomBytes(6).toString('hex') },
    isRunning,
    now: Date.now,
    wait: (ms, signal) => wait(ms, undefined, { signal }),
    random: () => randomBytes(6).toString('hex'),
    report: (line) => {
      throw new Error(line);
    },
  });
}
