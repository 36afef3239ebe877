import { describe, expect, test } from 'vitest';
import { Gate, type Priority } from '@/lib/oci/gate';

const owner = {};

/** Lets everything that is already settled run on. */
async function settled(): Promise<void> {
  await new Promise(setImmediate);
}

describe('Gate', () => {
  test('lets in as many as there are places, then in order, a waiting person first', async () => {
    const gate = new Gate(2);
    const entered: string[] = [];
    const enter = (name: string, priority: Priority): void => {
      void gate.enter(owner, priority).then(() => entered.push(name));
    };
    enter('a', 'background');
    enter('b', 'background');
    enter('c', 'background');
    enter('d', 'background');
    enter('person', 'interactive');
    await settled();
    expect(entered).toEqual(['a', 'b']);
    gate.leave();
    await settled();
    expect(entered).toEqual(['a', 'b', 'person']);
    gate.leave();
    gate.leave();
    await settled();
    expect(entered).toEqual(['a', 'b', 'person', 'c', 'd']);
  });

  test('a place given back with nobody waiting is free again', async () => {
    const gate = new Gate(1);
    await gate.enter(owner, 'background');
    gate.leave();
    await gate.enter(owner, 'background');
    let third = false;
    void gate.enter(owner, 'background').then(() => (third = true));
    await settled();
    expect(third).toBe(false);
  });

  test('who is aborted while waiting leaves the queue and takes no place', async () => {
    const gate = new Gate(1);
    await gate.enter(owner, 'background');
    const abort = new AbortController();
    const waiting = gate.enter(owner, 'background', abort.signal);
    const next = gate.enter(owner, 'background');
    abort.abort(new Error('changed my mind'));
    await expect(waiting).rejects.toMatchObject({ kind: 'canceled', cause: { message: 'changed my mind' } });
    gate.leave();
    await next;
  });

  test('an aborted signal does not get in at all', async () => {
    await expect(new Gate(1).enter(owner, 'interactive', AbortSignal.abort())).rejects.toMatchObject({
      kind: 'canceled',
    });
  });

  test('an abort after entering changes nothing', async () => {
    const gate = new Gate(1);
    await gate.enter(owner, 'background');
    const abort = new AbortController();
    const waiting = gate.enter(owner, 'background', abort.signal);
    gate.leave();
    abort.abort();
    await waiting;
  });

  test('dismissing an owner refuses those who wait on its behalf, and nobody else', async () => {
    const gate = new Gate(1);
    await gate.enter(owner, 'background');
    const other = gate.enter({}, 'background');
    const waiting = [gate.enter(owner, 'background'), gate.enter(owner, 'interactive')];
    gate.dismiss(owner);
    for (const one of waiting) await expect(one).rejects.toMatchObject({ kind: 'canceled' });
    gate.leave();
    await other;
  });
});
