import { describe, expect, test } from 'vitest';
import { LiveConnection, type StreamEvents } from '@/lib/queries/live-connection';
import type { LiveChange } from '@/lib/queries/live-message';
import type { LiveState } from '@/lib/queries/live-state';

const RESET: LiveChange = { kind: 'reset' };
const APP: LiveChange = { kind: 'chart', registry: 'a', repository: 'team/app' };
const HELLO = JSON.stringify({ kind: 'hello', notifying: ['a'] });
const UP: LiveState = { up: true, notifying: ['a'] };
const OFFLINE: LiveState = { up: false, notifying: [] };

/** A browser with a clock that the test moves: its tabs share one lock, one channel, one server. */
class Browser {
  now = 0;
  readonly streams: (StreamEvents & { closed: boolean })[] = [];
  #timers: { at: number; call: () => void }[] = [];
  #queue: (() => void)[] = [];
  #hearers: { tab: object; hear: (message: unknown) => void }[] = [];

  /** Opens a tab and begins; `close` is what a browser does: no goodbye, the lock goes on. */
  openTab({ alone = false } = {}) {
    const tab = {};
    const changes: LiveChange[] = [];
    const states: LiveState[] = [];
    let held = false;
    let end: (() => void) | undefined;
    let begin: (() => () => void) | undefined;
    const take = (): void => {
      held = true;
      end = begin?.();
    };
    const give = (): void => {
      if (held && !alone) this.#pass(take);
      else this.#queue = this.#queue.filter((waiting) => waiting !== take);
      held = false;
    };
    const connection = new LiveConnection(
      {
        openStream: (events) => {
          const stream = { ...events, closed: false };
          this.streams.push(stream);
          return () => (stream.closed = true);
        },
        lead: (given) => {
          begin = given;
          if (alone) take();
          else if (this.#queue.push(take) === 1) take();
          return () => {
            end?.();
            give();
          };
        },
        tabs: alone
          ? null
          : {
              post: (message) =>
                this.#hearers.forEach((other) => other.tab !== tab && other.hear(structuredClone(message))),
              listen: (hear) => this.#hearers.push({ tab, hear }),
            },
        after: (ms, call) => {
          const timer = { at: this.now + ms, call };
          this.#timers.push(timer);
          return () => (this.#timers = this.#timers.filter((other) => other !== timer));
        },
        random: () => 0,
      },
      { change: (change) => changes.push(change), state: (state) => states.push(state) },
    );
    connection.start();
    const close = (): void => {
      this.#hearers = this.#hearers.filter((hearer) => hearer.tab !== tab);
      connection.stop();
    };
    return { changes, states, connection, close };
  }

  get stream() {
    const stream = this.streams.findLast(({ closed }) => !closed);
    if (stream === undefined) throw new Error('No stream is open.');
    return stream;
  }

  get openStreams(): number {
    return this.streams.filter(({ closed }) => !closed).length;
  }

  tell(message: object): void {
    this.stream.message(JSON.stringify(message));
  }

  pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const next = this.#timers.toSorted((left, right) => left.at - right.at)[0];
      if (next === undefined || next.at > until) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.now = next.at;
      next.call();
    }
    this.now = until;
  }

  #pass(from: () => void): void {
    this.#queue = this.#queue.filter((waiting) => waiting !== from);
    this.#queue[0]?.();
  }
}

describe('one tab', () => {
  test.each([{ alone: false }, { alone: true }])('hears what the server tells ($alone)', (options) => {
    const browser = new Browser();
    const tab = browser.openTab(options);
    expect(tab.states).toEqual([]);
    browser.stream.message(HELLO);
    browser.tell(APP);
    browser.tell({ kind: 'beat' });
    browser.tell({ kind: 'index' });
    expect(tab.states).toEqual([UP]);
    expect(tab.changes).toEqual([APP, { kind: 'index' }]);
  });

  test.each(['', 'x', '[]', '{"kind":"future"}', '{"kind":"chart","registry":"a"}'])(
    'passes over %j',
    (data) => {
      const browser = new Browser();
      const tab = browser.openTab();
      browser.stream.message(data);
      expect([tab.states, tab.changes]).toEqual([[], []]);
    },
  );

  test('a short break that the browser mends goes unnoticed: the server says whether something was missed', () => {
    const browser = new Browser();
    const tab = browser.openTab();
    browser.stream.message(HELLO);
    browser.stream.lost(false);
    browser.pass(9_000);
    browser.stream.message(HELLO);
    browser.pass(30_000);
    expect(tab.states.every(({ up }) => up)).toBe(true);
    expect(tab.changes).toEqual([]);
    expect(browser.streams).toHaveLength(1);
  });

  test('after ten seconds without the server pages are on their own, and ask once when it is back', () => {
    const browser = new Browser();
    const tab = browser.openTab();
    browser.stream.message(HELLO);
    for (let tries = 0; tries < 4; tries += 1) {
      browser.stream.lost(false); // the browser tries again every few seconds
      browser.pass(3_000);
    }
    expect(tab.states).toEqual([UP, OFFLINE]);
    expect(tab.changes).toEqual([RESET]);
    browser.stream.message(HELLO);
    expect(tab.states).toEqual([UP, OFFLINE, UP]);
    expect(tab.changes).toEqual([RESET, RESET]);
    browser.pass(60_000);
    expect(tab.changes).toHaveLength(2);
  });

  test('a stream that is refused is opened again, later each time and at most a minute', () => {
    const browser = new Browser();
    browser.openTab();
    const waits: number[] = [];
    for (let tries = 0; tries < 9; tries += 1) {
      const { now, streams } = browser;
      const before = streams.length;
      browser.stream.lost(true);
      expect(browser.openStreams).toBe(0);
      while (streams.length === before) browser.pass(500);
      waits.push(browser.now - now);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    browser.stream.message(HELLO);
    browser.stream.lost(true);
    browser.pass(500);
    expect(browser.openStreams).toBe(1);
  });

  test('a silent stream is taken for dead', () => {
    const browser = new Browser();
    const tab = browser.openTab();
    browser.stream.message(HELLO);
    for (let beats = 0; beats < 10; beats += 1) {
      browser.pass(60_000);
      browser.tell({ kind: 'beat' });
    }
    expect(browser.streams).toHaveLength(1);
    browser.pass(66_000);
    expect(browser.streams.map(({ closed }) => closed)).toEqual([true, false]);
    browser.stream.message(HELLO);
    expect(tab.changes).toEqual([RESET]);
  });

  test('nothing is left behind when it stops', () => {
    const browser = new Browser();
    const tab = browser.openTab();
    browser.stream.message(HELLO);
    browser.stream.lost(true);
    tab.connection.stop();
    browser.pass(600_000);
    expect(browser.openStreams).toBe(0);
    expect(tab.states.at(-1)).toEqual(OFFLINE);
  });
});

describe('several tabs', () => {
  test('share one stream, and hear the same', () => {
    const browser = new Browser();
    const tabs = [browser.openTab(), browser.openTab()];
    browser.stream.message(HELLO);
    tabs.push(browser.openTab());
    browser.tell(APP);
    expect(browser.streams).toHaveLength(1);
    for (const { states, changes } of tabs) {
      expect(states.at(-1)).toEqual(UP);
      expect(changes.at(-1)).toEqual(APP);
    }
  });

  test('when the one that leads closes, the next takes over, and all ask once for what was missed', () => {
    const browser = new Browser();
    const [first, second, third] = [browser.openTab(), browser.openTab(), browser.openTab()];
    browser.stream.message(HELLO);
    for (const { changes } of [second, third]) changes.length = 0;
    first.close();
    expect(browser.openStreams).toBe(1);
    browser.stream.message(HELLO);
    expect([second.changes, third.changes]).toEqual([[RESET], [RESET]]);
    browser.tell(APP);
    expect([second.changes, third.changes]).toEqual([
      [RESET, APP],
      [RESET, APP],
    ]);
    expect(first.changes).toEqual([]);
  });

  test('learn together that the server is away', () => {
    const browser = new Browser();
    const tabs = [browser.openTab(), browser.openTab()];
    browser.stream.message(HELLO);
    browser.stream.lost(false);
    browser.pass(10_000);
    for (const { states, changes } of tabs) {
      expect(states.at(-1)).toEqual(OFFLINE);
      expect(changes.at(-1)).toEqual(RESET);
    }
  });

  test('one that waits and closes never leads', () => {
    const browser = new Browser();
    const [first, second] = [browser.openTab(), browser.openTab()];
    second.close();
    first.close();
    expect(browser.streams).toHaveLength(1);
    expect(browser.openStreams).toBe(0);
  });
});
