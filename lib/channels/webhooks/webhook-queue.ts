import type { WebhookEvent } from '@/lib/channels/webhooks/webhook-event';
import { jsonTable, put, remove, scan, type Change, type Store } from '@/lib/store/store';

/** A message that is to be delivered, or once more. */
export interface QueuedMessage {
  hook: string;
  /** sorts by time; the receiver sees it too */
  id: string;
  event: WebhookEvent;
  /** how often it was tried */
  attempts: number;
  /** when it is to be tried: milliseconds since 1970 */
  due: number;
}

/** One attempt to deliver a message, or what else became of it. */
export interface DeliveryRecord {
  hook: string;
  /** of the message */
  id: string;
  /** from 1 */
  attempt: number;
  event: WebhookEvent;
  /** when it was tried: RFC 3339 */
  at: string;
  /** `retrying`: it will be tried again at `next`. `given-up`: it will not. */
  outcome: 'delivered' | 'retrying' | 'given-up';
  /** what the receiver answered: HTTP; null when no answer came */
  status: number | null;
  /** milliseconds; null when nothing was sent */
  duration: number | null;
  /** why it failed, in plain words */
  error: string | null;
  /** RFC 3339 */
  next: string | null;
}

// By [hook, id]; both are ours alone, and what waits must not be forgotten with a new version.
const QUEUE = jsonTable<QueuedMessage>('webhook-queue', 1);
const LOG = jsonTable<DeliveryRecord>('webhook-log', 1);

export interface QueueLimits {
  /** messages that wait for one hook; then the oldest are given up */
  queued: number;
  /** attempts that are kept of one hook */
  logged: number;
}

const LIMITS: QueueLimits = { queued: 1000, logged: 200 };

/** What waits to be delivered, hook by hook in order, and what became of the latest. Survives a restart. */
export interface WebhookQueue {
  /** Puts a message at the end of its hook's line. */
  add(message: QueuedMessage): Promise<void>;
  /** The first in a hook's line. */
  first(hook: string): Promise<QueuedMessage | undefined>;
  /** Records an attempt; with `again` the message stays first in line, else it leaves. */
  settle(record: DeliveryRecord, again: QueuedMessage | null): Promise<void>;
  /** The latest attempts, newest first, of one hook or of all. */
  list(hook?: string): Promise<DeliveryRecord[]>;
  /** An attempt that was recorded. */
  find(hook: string, id: string): Promise<DeliveryRecord | undefined>;
}

/** The queue kept in `store`. */
export function createWebhookQueue(store: Store, limits: QueueLimits = LIMITS): WebhookQueue {
  return {
    async add(message) {
      const waiting = await store.list(QUEUE, { prefix: [message.hook], limit: limits.queued + 1 });
      const oldest = waiting.slice(0, Math.max(0, waiting.length - limits.queued + 1));
      const changes: Change[] = oldest.flatMap(({ key, value }) => [
        remove(QUEUE, key),
        put(LOG, logKey(value.hook, value.id, value.attempts), crowdedOut(value, limits)),
      ]);
      await store.write([...changes, put(QUEUE, [message.hook, message.id], message)]);
    },

    async first(hook) {
      const [entry] = await store.list(QUEUE, { prefix: [hook], limit: 1 });
      return entry?.value;
    },

    async settle(record, again) {
      const { hook, id } = record;
      const logged = await store.list(LOG, { prefix: [hook], order: 'descending', limit: limits.logged * 2 });
      await store.write([
        again === null ? remove(QUEUE, [hook, id]) : put(QUEUE, [hook, id], again),
        put(LOG, logKey(hook, id, record.attempt), record),
        ...logged.slice(limits.logged - 1).map(({ key }) => remove(LOG, key)),
      ]);
    },

    async list(hook) {
      const records: DeliveryRecord[] = [];
      for await (const { value } of scan(store, LOG, { prefix: hook === undefined ? [] : [hook] }))
        records.push(value);
      return records.sort(
        (a, b) => compareText(b.at, a.at) || compareText(b.id, a.id) || b.attempt - a.attempt,
      );
    },

    async find(hook, id) {
      const [latest] = await store.list(LOG, { prefix: [hook, id], order: 'descending', limit: 1 });
      return latest?.value;
    },
  };
}

function logKey(hook: string, id: string, attempt: number): string[] {
  return [hook, id, String(attempt).padStart(4, '0')];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function crowdedOut({ hook, id, attempts, event }: QueuedMessage, { queued }: QueueLimits): DeliveryRecord {
  return {
    hook,
    id,
    attempt: attempts,
    event,
    at: event.at,
    outcome: 'given-up',
    status: null,
    duration: null,
    error: `More than ${queued} messages wait for ${hook}; the oldest are given up.`,
    next: null,
  };
}
