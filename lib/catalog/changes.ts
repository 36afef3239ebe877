import type { ChartAddress } from '@/lib/references';

/**
 * Something that pages show has changed: a chart (its versions, channels or its state), a registry (how it is doing),
 * a transfer between registries (how far it is), or the index that is searched. `reset`: more has changed than is told one by one; ask for everything again.
 */
export type Change =
  | ({ kind: 'chart' } & ChartAddress)
  | { kind: 'registry'; registry: string }
  | { kind: 'transfer'; id: string }
  | { kind: 'index' }
  | { kind: 'reset' };

/** Takes a change and the position after it. Must not throw. */
export type ChangeListener = (change: Change, position: string) => void;

export interface ChangesOptions {
  /** tells this run of the server from others; without spaces or line ends */
  run: string;
  /** calls back once after `ms` milliseconds */
  after: (ms: number, call: () => void) => void;
}

/** The same change is told at most once in this time, in milliseconds; the last one of a burst always is. */
const PAUSE = 250;

/** With more than this many different changes in one pause, listeners are told to ask for everything again. */
const MAX_TOLD = 200;

/** As many may listen at once. */
const MAX_LISTENERS = 1000;

/** Tells listeners what has changed. Those who were away learn from the position whether they missed something. */
export class Changes {
  readonly #options: ChangesOptions;
  readonly #listeners = new Set<{ listener: ChangeListener }>();
  #waiting = new Map<string, Change>();
  #scheduled = false;
  #count = 0;

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /** Where the telling has got to: fit for an event's id. Equal positions mean that nothing was told in between. */
  get position(): string {
    return `${this.#options.run}.${this.#count}`;
  }

  /** Whether nobody more may listen. */
  get full(): boolean {
    return this.#listeners.size >= MAX_LISTENERS;
  }

  /** Notes a change. Listeners hear of it within 250 ms. */
  publish(change: Change): void {
    if (this.#waiting.size <= MAX_TOLD)
      this.#waiting.set(JSON.stringify(Object.entries(change).sort()), change);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.after(PAUSE, () => this.#tell());
  }

  /**
   * Hears of every change from now on.
   * @returns ends it; safe to call twice
   */
  subscribe(listener: ChangeListener): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  #tell(): void {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    this.#scheduled = false;
    const told: Iterable<Change> = waiting.size > MAX_TOLD ? [{ kind: 'reset' }] : waiting.values();
    for (const change of told) {
      this.#count += 1;
      const { position } = this;
      for (const { listener } of this.#listeners) listener(change, position);
    }
  }
}
