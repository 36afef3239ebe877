import type { Transfer, TransferEvent, TransferPlan } from '@/lib/channels/transfer';
import type { TransferImage } from '@/lib/channels/transfer-image';
import type { UploadPlace } from '@/lib/oci/registry';
import { jsonTable, put, remove, scan, type Key, type Store } from '@/lib/store/store';

// What was copied can't be read again from anywhere: these numbers stay, a new shape is read beside the old one.
const TRANSFERS = jsonTable<Transfer>('transfers', 1);
const CONTENTS = jsonTable<TransferContent>('transfer-contents', 1);
const DONE = jsonTable<StepRecord>('transfer-steps', 1);
const UPLOADS = jsonTable<UploadPlace>('transfer-uploads', 1);
const PROGRESS = jsonTable<TransferProgress>('transfer-progress', 1);
/** ids of the transfers that have not ended; `stop` asks the process that runs it to end it */
const OPEN = jsonTable<{ stop: string | null }>('transfers-open', 1);

const MAX_EVENTS = 50;
const MAX_LISTED = 200;

/** What a transfer copies. It never changes. */
export interface TransferContent {
  plan: TransferPlan;
  images: TransferImage[];
}

/** How a step ended. */
export interface StepRecord {
  /** RFC 3339 */
  at: string;
  /**
   * `there`: nothing had to be done · `sent`: its bytes were sent · `mounted`: taken from another repository of the
   * registry · `put`: written · `kept`: another signature is there under that tag, and stays · `seen`: looked at
   */
  how: 'there' | 'sent' | 'mounted' | 'put' | 'kept' | 'seen';
}

/** How far a transfer has got. */
export interface TransferProgress {
  items: { done: number; total: number };
  bytes: { done: number; total: number };
  /** smoothed, a second; null before anything is known */
  rate: number | null;
  /** null before anything is known, and when it does not run */
  secondsLeft: number | null;
  /** numbers of the steps under way */
  current: number[];
}

/** Transfers as they are kept in the store. */
export interface TransferJobs {
  /** Writes down a new transfer, with all it will do. */
  add(transfer: Transfer, content: TransferContent, progress: TransferProgress): Promise<void>;
  get(id: string): Promise<Transfer | undefined>;
  content(id: string): Promise<TransferContent | undefined>;
  /** Newest first, at most 200. */
  list(): Promise<Transfer[]>;
  /** Transfers that have not ended: neither done nor failed nor canceled. Oldest first. */
  open(): Promise<string[]>;
  /**
   * Changes a transfer and adds what happened to its events. Only who runs it, or nobody does, may.
   * @returns the transfer now, or undefined when there is none
   */
  change(
    id: string,
    change: Partial<Pick<Transfer, 'state' | 'failure' | 'promotion' | 'actor'>>,
    event?: TransferEvent,
  ): Promise<Transfer | undefined>;
  /** Asks whoever runs it to end it. @param actor who asks; empty where that is not known */
  askToStop(id: string, actor: string): Promise<void>;
  /** Who asked for the end; empty for somebody unknown, null for nobody. */
  askedToStop(id: string): Promise<string | null>;
  /** The steps that have ended, by their numbers. */
  ended(id: string): Promise<Map<number, StepRecord>>;
  /** Records that a step has ended. */
  end(id: string, step: number, record: StepRecord): Promise<void>;
  /** Forgets that steps have ended, so that they are looked at again. */
  reopen(id: string, steps: readonly number[]): Promise<void>;
  /** Where a blob's upload can be gone on with. */
  place(id: string, step: number): Promise<UploadPlace | null>;
  keepPlace(id: string, step: number, place: UploadPlace): Promise<void>;
  progress(id: string): Promise<TransferProgress | undefined>;
  keepProgress(id: string, progress: TransferProgress): Promise<void>;
}

/** The transfers kept in `store`. */
export function createTransferJobs(store: Store): TransferJobs {
  return {
    add: (transfer, content, progress) =>
      store.write([
        put(TRANSFERS, [transfer.id], transfer),
        put(CONTENTS, [transfer.id], content),
        put(PROGRESS, [transfer.id], progress),
        put(OPEN, [transfer.id], { stop: null }),
      ]),

    get: (id) => store.get(TRANSFERS, [id]),

    content: (id) => store.get(CONTENTS, [id]),

    async list() {
      const range = { prefix: [], order: 'descending', limit: MAX_LISTED } as const;
      return (await store.list(TRANSFERS, range)).map(({ value }) => value);
    },

    async open() {
      const ids: string[] = [];
      for await (const { key } of scan(store, OPEN, { prefix: [] })) ids.push(...key);
      return ids;
    },

    async change(id, change, event) {
      const known = await store.get(TRANSFERS, [id]);
      if (known === undefined) return undefined;
      const events = event === undefined ? known.events : [...known.events, event].slice(-MAX_EVENTS);
      const transfer: Transfer = { ...known, ...change, events };
      // What is open stays so untouched: another process may have asked for its end.
      const opened = isOpen(transfer) && !isOpen(known) ? [put(OPEN, [id], { stop: null })] : [];
      const closed = isOpen(transfer) ? [] : [remove(OPEN, [id])];
      await store.write([put(TRANSFERS, [id], transfer), ...opened, ...closed]);
      return transfer;
    },

    async askToStop(id, actor) {
      if ((await store.get(OPEN, [id])) !== undefined) await store.write([put(OPEN, [id], { stop: actor })]);
    },

    async askedToStop(id) {
      return (await store.get(OPEN, [id]))?.stop ?? null;
    },

    async ended(id) {
      const found = new Map<number, StepRecord>();
      for await (const { key, value } of scan(store, DONE, { prefix: [id] }))
        found.set(Number(key[1]), value);
      return found;
    },

    end: (id, step, record) =>
      store.write([put(DONE, stepKey(id, step), record), remove(UPLOADS, stepKey(id, step))]),

    reopen: (id, steps) => store.write(steps.map((step) => remove(DONE, stepKey(id, step)))),

    place: async (id, step) => (await store.get(UPLOADS, stepKey(id, step))) ?? null,

    keepPlace: (id, step, place) => store.write([put(UPLOADS, stepKey(id, step), place)]),

    progress: (id) => store.get(PROGRESS, [id]),

    keepProgress: (id, progress) => store.write([put(PROGRESS, [id], progress)]),
  };
}

function isOpen({ state }: Transfer): boolean {
  return state === 'queued' || state === 'running' || state === 'waiting';
}

/** Sorts by number: a plan has fewer than a million steps. */
function stepKey(id: string, step: number): Key {
  return [id, String(step).padStart(6, '0')];
}
