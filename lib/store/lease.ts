import type { ProcessName } from '@/lib/store/process-name';
import { holds, jsonTable, lacks, put, remove, type Key, type Store } from '@/lib/store/store';

/** How long a lease is good for unless it is renewed, in milliseconds. */
export const LEASE_TIME = 15_000;
/** Milliseconds between two looks at a lease somebody else has: the first, and the most. */
const FIRST_LOOK = 10;
const LONGEST_LOOK = 100;
/** Each process waits once for a lease, so there are no more of them than this. */
const MAX_TICKETS = 32;

/** A place in the line for a lease. */
interface Ticket extends ProcessName {
  token: string;
  /** milliseconds since 1970; past it, others may pass */
  until: number;
}

/** Those who want a lease, in the order they came. The first one has it. */
const TICKETS = jsonTable<readonly Ticket[]>('leases', 1);

export interface LeaseContext {
  store: Store;
  self: ProcessName;
  /** whether a process of the same place still runs */
  isRunning: (pid: number) => boolean;
  /** milliseconds since 1970; processes that share a store must agree within seconds */
  now: () => number;
  /** Resolves after so many milliseconds; rejects when the signal is aborted first. */
  wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** characters nobody else gets, new at each call */
  random: () => string;
}

/** A lease that was given: one holder at a time among all processes that share the store. */
export interface Lease {
  /**
   * Makes sure that the lease is good for half of `LEASE_TIME` from now.
   * @returns false when somebody else may have it: whoever was held up for long lost it
   */
  confirm(): Promise<boolean>;
  /** Lets the next in line have it. Harmless when the lease is lost. */
  release(): Promise<void>;
}

/**
 * Waits in line for the lease named `key`, first come, first served. Whoever is surely dead is passed at once (a process
 * of the same place that runs no more, or an earlier one under our own id), everyone else when their time is up. Who
 * holds a lease for long confirms it before that (`keepLease`).
 *
 * @param patience milliseconds to wait at most
 * @returns null when it was not to be had in that time, or too many wait already
 */
export async function acquireLease(key: Key, patience: number, context: LeaseContext): Promise<Lease | null> {
  const { now, wait, random } = context;
  const token = random();
  const giveUp = now() + patience;
  for (let pause = FIRST_LOOK; ; pause = Math.min(LONGEST_LOOK, pause * 2)) {
    const place = await keepPlace(key, token, context);
    if (place === 0) return leaseOf(key, token, context);
    if (place === undefined) return null;
    if (now() >= giveUp) {
      await leaveLine(key, token, context.store);
      return null;
    }
    await wait(pause);
  }
}

/**
 * Confirms a lease over and over, until the signal is aborted or the lease is lost.
 * @throws what the store throws
 */
export async function keepLease(
  lease: Lease,
  wait: LeaseContext['wait'],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await wait(LEASE_TIME / 4, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    if (!(await lease.confirm())) return;
  }
}

function leaseOf(key: Key, token: string, context: LeaseContext): Lease {
  return {
    async confirm() {
      const [first] = (await context.store.get(TICKETS, key)) ?? [];
      if (first?.token !== token) return false;
      return first.until - context.now() > LEASE_TIME / 2 || renew(key, token, context);
    },
    release: () => leaveLine(key, token, context.store),
  };
}

/** Takes a place in the line, or keeps the one it has. @returns how many are before it; undefined when the line is full */
async function keepPlace(key: Key, token: string, context: LeaseContext): Promise<number | undefined> {
  const { store, self, now } = context;
  for (;;) {
    const before = await store.get(TICKETS, key);
    const line = (before ?? []).filter((ticket) => ticket.token === token || isAlive(ticket, context));
    const place = line.findIndex((ticket) => ticket.token === token);
    const until = now() + LEASE_TIME;
    if (place === -1) {
      if (line.length >= MAX_TICKETS) return undefined;
      line.push({ ...self, token, until });
    } else {
      const mine = line[place];
      const good = mine !== undefined && mine.until - now() > LEASE_TIME / 2;
      if (good && line.length === before?.length) return place;
      line[place] = { ...self, token, until };
    }
    if (await replace(store, key, before, line)) return place === -1 ? line.length - 1 : place;
  }
}

async function renew(key: Key, token: string, { store, now }: LeaseContext): Promise<boolean> {
  for (;;) {
    const before = await store.get(TICKETS, key);
    const [first, ...others] = before ?? [];
    if (first?.token !== token) return false;
    const line = [{ ...first, until: now() + LEASE_TIME }, ...others];
    if (await replace(store, key, before, line)) return true;
  }
}

async function leaveLine(key: Key, token: string, store: Store): Promise<void> {
  for (;;) {
    const before = await store.get(TICKETS, key);
    if (!before?.some((ticket) => ticket.token === token)) return;
    const line = before.filter((ticket) => ticket.token !== token);
    if (await replace(store, key, before, line)) return;
  }
}

/** A write that fails means that another process changed the line, so somebody always gets on. */
function replace(
  store: Store,
  key: Key,
  before: readonly Ticket[] | undefined,
  line: readonly Ticket[],
): Promise<boolean> {
  const expected = before === undefined ? lacks(TICKETS, key) : holds(TICKETS, key, before);
  return store.writeIf([expected], [line.length === 0 ? remove(TICKETS, key) : put(TICKETS, key, line)]);
}

function isAlive({ place, pid, run, until }: Ticket, { self, isRunning, now }: LeaseContext): boolean {
  const left = until - now();
  // A clock that was set back must not let a lease last for ever.
  if (left <= 0 || left > 2 * LEASE_TIME) return false;
  if (place !== self.place) return true;
  return pid === self.pid ? run === self.run : isRunning(pid);
}
