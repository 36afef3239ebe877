import { describe, expect, test } from 'vitest';
import { Gate, type Priority } from '@/lib/oci/gate';

/** Lets everything that is already settled run on. */
async function settled(): Promise<void> {
  await new Promise(setImmediate);
}

describe('Gate', () => {
  test('lets in as many as there are places, then in order, a waiting person first', async () => {
    const gate = new Gate(2);
    const entered: string[] = [];
    const enter = (name: string, priority: Priority): void => {
      void gate.enter(priority).then(() => entered.push(name));
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
    await gate.enter('background');
    gate.leave();
    await gate.enter('background');
    let third = false;
    void gate.enter('background').then(() => (third = true));
    await settled();
    expect(third).toBe(false);
  });

  test('who is aborted while waiting leaves the queue and takes no place', async () => {
    const gate = new Gate(1);
    await gate.enter('background');
    const abort = new AbortController();
    const waiting = gate.enter('background', abort.signal);
    const next = gate.enter('background');
    abort.abort(new Error('changed my mind'));
    await expect(waiting).rejects.toMatchObject({ kind: 'canceled', cause: { message: 'changed my mind' } });
    gate.leave();
    await next;
  });

  test('an aborted signal does not get in at all', async () => {
    await expect(new Gate(1).enter('interactive', AbortSignal.abort())).rejects.toMatchObject({
      kind: 'canceled',
    });
  });

  test('an abort after entering changes nothing', async () => {
    const gate = new Gate(1);
    await gate.enter('background');
    const abort = new AbortController();
    const waiting = gate.enter('background', abort.signal);
    gate.leave();
    abort.abort();
    await waiting;
  });

  test('closing refuses those who wait and those who come', async () => {
    const gate = new Gate(1);
    await gate.enter('background');
    const waiting = [gate.enter('background'), gate.enter('interactive')];
    gate.close();
    for (const one of waiting) await expect(one).rejects.toMatchObject({ kind: 'canceled' });
    await expect(gate.enter('background')).rejects.toMatchObject({ kind: 'canceled' });
  });
});
