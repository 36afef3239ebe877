import { z } from 'zod';
import { LiveMessage, type LiveChange } from '@/lib/queries/live-message';
import { OFFLINE, type LiveState } from '@/lib/queries/live-state';

export interface StreamEvents {
  /** an event's data */
  message: (data: string) => void;
  /** the stream broke; `over` when the platform will not open it again by itself */
  lost: (over: boolean) => void;
}

/** What the connection needs of the platform. */
export interface LivePorts {
  /** Opens the server's stream. @returns closes it */
  openStream: (events: StreamEvents) => () => void;
  /**
   * Calls `begin` when this tab is the one to connect, and what that returned when it no longer is.
   * @returns gives up, now and for ever
   */
  lead: (begin: () => () => void) => () => void;
  /** reaches the other tabs of this browser; null where they can't be reached */
  tabs: { post: (message: unknown) => void; listen: (hear: (message: unknown) => void) => void } | null;
  /** Calls back once after `ms` milliseconds. @returns calls it off */
  after: (ms: number, call: () => void) => () => void;
  /** a number in [0, 1) */
  random: () => number;
}

export interface LiveListeners {
  change: (change: LiveChange) => void;
  state: (state: LiveState) => void;
}

/** The server gives a sign of life every 20 s; a stream silent for this long is taken for dead, in milliseconds. */
const SILENCE = 65_000;
/** A stream that is back within this time, in milliseconds, was never away. */
const GRACE = 10_000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;

/** What tabs tell each other: a newcomer asks, the one that is connected answers and passes on. */
const TabMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ask') }),
  z.object({ kind: z.literal('state'), up: z.boolean(), notifying: z.array(z.string()) }),
  z.object({ kind: z.literal('told'), message: LiveMessage }),
]);
type TabMessage = z.infer<typeof TabMessage>;

/**
 * One tab's part in the live connection. One tab of a browser leads: it holds the stream and passes on what the server
 * tells. The others listen, and one of them takes over when it closes. What may have been missed in between is asked
 * for again, once.
 */
export class LiveConnection {
  readonly #ports: LivePorts;
  readonly #listeners: LiveListeners;
  #state = OFFLINE;
  #leading = false;
  #stopped = false;
  /** whether changes may have been missed once the server tells again */
  #missed = false;
  /** whether the other tabs may have missed some, for want of a leader */
  #othersMissed = false;
  /** whether the stream is broken and not back yet */
  #broken = false;
  #failures = 0;
  #closeStream = (): void => undefined;
  #callOffSilence = (): void => undefined;
  #callOffGrace = (): void => undefined;
  #callOffReopen = (): void => undefined;
  #resign = (): void => undefined;

  constructor(ports: LivePorts, listeners: LiveListeners) {
    this.#ports = ports;
    this.#listeners = listeners;
  }

  start(): void {
    this.#ports.tabs?.listen((message) => this.#hear(message));
    this.#post({ kind: 'ask' });
    this.#resign = this.#ports.lead(() => this.#lead());
  }

  /** Ends the connection for good; another tab may take over. */
  stop(): void {
    this.#stopped = true;
    this.#resign();
  }

  #lead(): () => void {
    if (this.#stopped) return () => undefined;
    this.#leading = true;
    this.#othersMissed = true;
    this.#open();
    return () => {
      this.#leading = false;
      this.#missed = true;
      this.#broken = false;
      this.#close();
      this.#callOffGrace();
      this.#callOffReopen();
      this.#setState(OFFLINE);
    };
  }

  #open(): void {
    this.#watchSilence();
    this.#closeStream = this.#ports.openStream({
      message: (data) => this.#receive(data),
      lost: (over) => this.#lose(over),
    });
  }

  #close(): void {
    this.#callOffSilence();
    this.#closeStream();
  }

  #receive(data: string): void {
    const message = LiveMessage.safeParse(parseJson(data)).data;
    if (message === undefined) return; // from a newer server: polling still finds what it means
    this.#watchSilence();
    if (message.kind === 'hello') this.#greet(message.notifying);
    else this.#tell(message);
  }

  #greet(notifying: readonly string[]): void {
    this.#failures = 0;
    this.#broken = false;
    this.#callOffGrace();
    this.#setState({ up: true, notifying });
    this.#post({ kind: 'state', up: true, notifying: [...notifying] });
    if (this.#missed) this.#tell({ kind: 'reset' });
    else if (this.#othersMissed) this.#post({ kind: 'told', message: { kind: 'reset' } });
    this.#missed = false;
    this.#othersMissed = false;
  }

  #tell(message: LiveMessage): void {
    if (message.kind === 'hello' || message.kind === 'beat') return;
    this.#listeners.change(message);
    this.#post({ kind: 'told', message });
  }

  #lose(over: boolean): void {
    if (!this.#broken) this.#callOffGrace = this.#ports.after(GRACE, () => this.#fall());
    this.#broken = true;
    if (!over) return;
    this.#close();
    this.#missed = true;
    this.#callOffReopen();
    this.#callOffReopen = this.#ports.after(this.#wait(), () => this.#open());
  }

  /** Without the server's word pages poll as if it had never been; they are asked for again now, which sets that off. */
  #fall(): void {
    if (!this.#state.up) return;
    this.#missed = true;
    this.#setState(OFFLINE);
    this.#post({ kind: 'state', up: false, notifying: [] });
    this.#tell({ kind: 'reset' });
  }

  /** Twice as long after each failure, and never all tabs in the same moment. */
  #wait(): number {
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(this.#failures, 16));
    this.#failures += 1;
    return longest * (0.5 + this.#ports.random() / 2);
  }

  #watchSilence(): void {
    this.#callOffSilence();
    this.#callOffSilence = this.#ports.after(SILENCE, () => this.#lose(true));
  }

  #hear(raw: unknown): void {
    const message = TabMessage.safeParse(raw).data;
    if (message === undefined || this.#stopped) return;
    if (message.kind === 'ask') {
      if (this.#leading && this.#state.up)
        this.#post({ kind: 'state', up: true, notifying: [...this.#state.notifying] });
    } else if (!this.#leading) {
      if (message.kind === 'state') this.#follow(message);
      else if (message.message.kind !== 'hello' && message.message.kind !== 'beat')
        this.#listeners.change(message.message);
    }
  }

  #follow({ up, notifying }: LiveState): void {
    this.#missed = true; // should this tab lead one day
    this.#setState({ up, notifying });
  }

  #setState(state: LiveState): void {
    this.#state = state;
    this.#listeners.state(state);
  }

  #post(message: TabMessage): void {
    this.#ports.tabs?.post(message);
  }
}

/** The parsed text, or undefined for text that is not JSON, which no schema accepts. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
