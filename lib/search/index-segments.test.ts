import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { IndexSegments, type IndexSource } from '@/lib/search/index-segments';
import { sampleDocument } from '@/lib/search/sample-documents';
import { decodeSegment, encodeSegment, SEGMENT_PARTS } from '@/lib/search/segment';
import type { ChartRow } from '@/lib/search/segment-charts';
import { applyDelta, decodeDelta } from '@/lib/search/segment-delta';
import type { IconRow } from '@/lib/search/segment-icons';

/** Registries whose charts a test changes. */
class TestSource implements IndexSource {
  settled = true;
  reads = 0;
  readonly #charts = new Map<string, readonly ChartRow[]>();
  readonly #icons = new Map<string, readonly IconRow[]>();
  #mark = 0;

  set(registry: string, repositories: Record<string, string>, icons: readonly IconRow[] = []): void {
    this.#mark += 1;
    this.#icons.set(registry, icons);
    this.#charts.set(
      registry,
      Object.entries(repositories).map(([repository, version]) => ({
        ...sampleDocument({ registry, repository, version }),
        icon: null,
      })),
    );
  }

  registries() {
    return [...this.#charts.keys()].map((name) => ({ name }));
  }

  indexState() {
    return { mark: this.#mark, settled: this.settled };
  }

  async indexRows(registry: string) {
    this.reads += 1;
    const charts = this.#charts.get(registry) ?? [];
    return { charts, icons: this.#icons.get(registry) ?? [], images: [], versions: [] };
  }
}

async function hashOf(segments: IndexSegments, registry = 'prod', part = 'charts'): Promise<string> {
  const all = await segments.list();
  return all.find((one) => one.registry === registry && one.part === part)?.hash ?? '';
}

describe('the index', () => {
  test('has every part of every registry, and the same hash for the same content', async () => {
    const source = new TestSource();
    source.set('prod', { a: '1.0.0', b: '1.0.0' });
    source.set('staging', {});
    const list = await new IndexSegments(source).list();
    expect(list.map(({ registry, part, rows }) => [registry, part, rows])).toEqual([
      ...SEGMENT_PARTS.map((part) => ['prod', part, part === 'charts' ? 2 : 0]),
      ...SEGMENT_PARTS.map((part) => ['staging', part, 0]),
    ]);
    expect(await new IndexSegments(source).list()).toEqual(list);
    expect(new Set(list.map(({ hash }) => hash.length))).toEqual(new Set([22]));
  });

  test('is made again only when something has changed', async () => {
    const source = new TestSource();
    source.set('prod', { a: '1.0.0' });
    const segments = new IndexSegments(source);
    const before = await segments.list();
    await Promise.all([segments.list(), segments.list()]);
    expect(source.reads).toBe(1);
    source.set('prod', { a: '1.0.0' });
    expect(await segments.list()).toEqual(before);
    source.set('prod', { a: '1.0.1' });
    const after = await segments.list();
    expect(after.map(({ hash }, index) => hash === before[index]?.hash)).toEqual([false, true, true, true]);
  });

  test('may be a moment old while a registry is being read', async () => {
    const source = new TestSource();
    let now = 0;
    const segments = new IndexSegments(source, { now: () => now });
    source.set('prod', {});
    source.settled = false;
    const before = await hashOf(segments);
    source.set('prod', { a: '1.0.0' });
    now = 249;
    expect(await hashOf(segments)).toBe(before);
    now = 250;
    expect(await hashOf(segments)).not.toBe(before);
    const during = await hashOf(segments);
    source.set('prod', {});
    source.settled = true;
    expect(await hashOf(segments)).not.toBe(during);
  });
});

describe('a segment', () => {
  test('is had whole, as text and compressed', async () => {
    const source = new TestSource();
    source.set('prod', { a: '1.0.0', b: '2.0.0' });
    const segments = new IndexSegments(source);
    const content = await segments.find('prod', 'charts', await hashOf(segments));
    expect(decodeSegment('charts', 'prod', content.text)).toEqual((await source.indexRows('prod')).charts);
    expect(brotliDecompressSync(await content.brotli()).toString()).toBe(content.text);
    expect(await segments.find('prod', 'charts', await hashOf(segments))).toBe(content);
  });

  test('is found by who asks first, as after a restart', async () => {
    const source = new TestSource();
    source.set('prod', { a: '1.0.0' });
    const hash = await hashOf(new IndexSegments(source));
    await expect(new IndexSegments(source).find('prod', 'charts', hash)).resolves.toBeDefined();
  });

  test('is reached from each of the last states by its changes', async () => {
    const source = new TestSource();
    const segments = new IndexSegments(source);
    const states: { hash: string; text: string }[] = [];
    for (let minor = 0; minor < 10; minor += 1) {
      source.set('prod', { a: '1.0.0', b: `1.${minor}.0`, ...(minor % 2 === 0 && { c: '1.0.0' }) });
      const hash = await hashOf(segments);
      states.push({ hash, text: (await segments.find('prod', 'charts', hash)).text });
    }
    const [gone, ...kept] = states.slice(1);
    const newest = kept.at(-1);
    if (gone === undefined || newest === undefined) throw new Error('There are too few states.');
    for (const { hash, text } of kept) {
      const { text: delta } = await segments.find('prod', 'charts', newest.hash, hash);
      const rows = applyDelta(decodeSegment('charts', 'prod', text), decodeDelta('charts', 'prod', delta));
      expect(encodeSegment('charts', rows)).toBe(newest.text);
      expect((await segments.find('prod', 'charts', hash)).text).toBe(text);
    }
    for (const attempt of [
      segments.find('prod', 'charts', gone.hash),
      segments.find('prod', 'charts', newest.hash, gone.hash),
      segments.find('prod', 'icons', newest.hash),
      segments.find('other', 'charts', newest.hash),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'segment_not_found' });
    }
  });

  test('shows icons as it is told to', async () => {
    const source = new TestSource();
    source.set('prod', { a: '1.0.0' }, [{ repository: 'a', icon: 'https://example.com/a.png' }]);
    const segments = new IndexSegments(source, { showIcon: (icon) => `/proxied?${icon}` });
    const { text } = await segments.find('prod', 'icons', await hashOf(segments, 'prod', 'icons'));
    expect(decodeSegment('icons', 'prod', text)).toEqual([
      { repository: 'a', icon: '/proxied?https://example.com/a.png' },
    ]);
  });
});
