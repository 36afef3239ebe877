import { expect, test } from 'vitest';
import { Changes, type Change } from '@/lib/catalog/changes';

const APP: Change = { kind: 'chart', registry: 'a', repository: 'team/app' };

/** Changes with a clock that the test moves, and what a listener heard. */
function begin() {
  const due: { ms: number; call: () => void }[] = [];
  const changes = new Changes({ run: 'run', after: (ms, call) => void due.push({ ms, call }) });
  const heard: [Change, string][] = [];
  const stop = changes.subscribe((change, position) => heard.push([change, position]));
  const pass = (): void => due.splice(0).forEach(({ call }) => call());
  return { changes, heard, stop, due, pass };
}

test('a burst is told once, at its end, in the order in which it began', () => {
  const { changes, heard, due, pass } = begin();
  for (let count = 0; count < 50; count += 1) {
    changes.publish({ ...APP });
    changes.publish({ kind: 'registry', registry: 'a' });
    changes.publish({ kind: 'index' });
    changes.publish({ repository: 'team/app', registry: 'a', kind: 'chart' });
  }
  expect(heard).toEqual([]);
  expect(due.map(({ ms }) => ms)).toEqual([250]);
  pass();
  expect(heard.map(([change]) => change)).toEqual([
    APP,
    { kind: 'registry', registry: 'a' },
    { kind: 'index' },
  ]);
  changes.publish(APP);
  pass();
  expect(heard).toHaveLength(4);
});

test('the position tells who has missed something', () => {
  const { changes, heard, pass } = begin();
  const before = changes.position;
  changes.publish(APP);
  expect(changes.position).toBe(before);
  pass();
  expect(changes.position).not.toBe(before);
  expect(heard.at(-1)?.[1]).toBe(changes.position);
  expect(new Changes({ run: 'next', after: () => undefined }).position).not.toBe(before);
});

test('too many changes at once become one', () => {
  const { changes, heard, pass } = begin();
  const publish = (count: number): void => {
    for (let nth = 0; nth < count; nth += 1) changes.publish({ ...APP, repository: `team/app-${nth}` });
    pass();
  };
  publish(200);
  expect(heard).toHaveLength(200);
  publish(100_000);
  expect(heard.slice(200).map(([change]) => change)).toEqual([{ kind: 'reset' }]);
});

test('a listener that has left hears nothing more, also when it leaves while others are told', () => {
  const { changes, heard, stop, pass } = begin();
  const early: Change[] = [];
  const leave = changes.subscribe((change) => {
    early.push(change);
    leave();
    stop();
  });
  changes.publish(APP);
  changes.publish({ kind: 'index' });
  pass();
  expect(early).toEqual([APP]);
  expect(heard.map(([change]) => change)).toEqual([APP]);
});

test('a thousand may listen, and a place is free again when one leaves', () => {
  const { changes, stop } = begin();
  for (let count = 1; count < 1000; count += 1) changes.subscribe(() => undefined);
  expect(changes.full).toBe(true);
  stop();
  stop();
  expect(changes.full).toBe(false);
});
