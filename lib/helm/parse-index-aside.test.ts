import { describe, expect, test } from 'vitest';
import { parseIndexAside } from '@/lib/helm/parse-index-aside';
import { digestOf } from '@/lib/oci/digest';

const SOURCE = 'https://charts.example.org/index.yaml';
const INDEX = `apiVersion: v1
entries:
  app:
  - {name: app, version: 1.0.0}
  - {name: app, version: 1.1.0}
  My_App:
  - {name: x, version: 1.0.0}
  b:
  - {name: b, version: latest}
`;

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

test('an index is read on another thread', async () => {
  const bytes = bytesOf(INDEX);
  const digest = digestOf(bytes);
  const read = await parseIndexAside(bytes, SOURCE);
  expect(read.digest).toBe(digest);
  expect(read.index.charts).toEqual(['app']);
  expect(read.index.versions('app')?.map(({ version }) => version)).toEqual(['1.1.0', '1.0.0']);
  expect(read.index.unusable).toEqual(['My_App']);
  expect(read.index.skipped.count).toBe(1);
});

test('bytes are given away, not copied, where they fill their buffer', async () => {
  const whole = bytesOf(INDEX);
  const part = new Uint8Array(Buffer.from(`xx${INDEX}`)).subarray(2);
  await Promise.all([parseIndexAside(whole, SOURCE), parseIndexAside(part, SOURCE)]);
  expect(whole.byteLength).toBe(0);
  expect(part.byteLength).toBe(INDEX.length);
});

test('the same bytes are the same index', async () => {
  const previous = await parseIndexAside(bytesOf(INDEX), SOURCE);
  expect(await parseIndexAside(bytesOf(INDEX), SOURCE, { previous })).toBe(previous);
  expect(await parseIndexAside(bytesOf(`${INDEX}\n`), SOURCE, { previous })).not.toBe(previous);
});

describe('failures', () => {
  test('of the index keep their kind and message', async () => {
    await expect(parseIndexAside(bytesOf('entries: {}'), SOURCE)).rejects.toMatchObject({
      kind: 'protocol',
      url: SOURCE,
      message: `${SOURCE} is not the index of a chart repository: no apiVersion.`,
    });
  });

  test('of time', async () => {
    const reading = parseIndexAside(bytesOf(INDEX), SOURCE, { milliseconds: 1 });
    await expect(reading).rejects.toMatchObject({ kind: 'timeout' });
  });

  test('of patience: the reading ends, and the next one has its turn', async () => {
    const patience = new AbortController();
    const { signal } = patience;
    const impatient = [1, 2].map(() => parseIndexAside(bytesOf(INDEX), SOURCE, { signal }));
    const next = parseIndexAside(bytesOf(INDEX), SOURCE);
    const outcomes = Promise.allSettled(impatient);
    patience.abort();
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { kind: 'canceled' } });
    await expect(next).resolves.toMatchObject({ index: { charts: ['app'] } });
  });

  test('of patience, while the thread is at work', async () => {
    const patience = new AbortController();
    const many = Array.from({ length: 20_000 }, (_, patch) => ({ name: 'app', version: `1.0.${patch}` }));
    const bytes = bytesOf(JSON.stringify({ apiVersion: 'v1', entries: { app: many } }));
    const reading = parseIndexAside(bytes, SOURCE, { signal: patience.signal });
    setImmediate(() => patience.abort());
    await expect(reading).rejects.toMatchObject({ kind: 'canceled' });
  });
});
