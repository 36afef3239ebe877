import { describe, expect, test } from 'vitest';
import { keepRecentChart, readChartPath, readRecentCharts } from '@/components/search/recent-charts';

function createStorage(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    key: (index) => [...items.keys()][index] ?? null,
    removeItem: (key) => void items.delete(key),
    setItem: (key, value) => void items.set(key, value),
  };
}

const refuse = () => {
  throw new DOMException('no', 'SecurityError');
};

describe('charts opened last', () => {
  test('are the newest six, each once, the newest first', () => {
    const storage = createStorage();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'c']) {
      keepRecentChart(storage, { registry: 'production', repository: `platform/${name}` });
    }
    expect(readRecentCharts(storage).map(({ repository }) => repository)).toEqual(
      ['c', 'g', 'f', 'e', 'd', 'b'].map((name) => `platform/${name}`),
    );
  });

  test('leave out what is no chart', () => {
    const storage = createStorage();
    storage.setItem('recent-charts', 'production/app\n\nnonsense\nproduction/APP\nlocal/app');
    expect(readRecentCharts(storage)).toEqual([
      { registry: 'production', repository: 'app' },
      { registry: 'local', repository: 'app' },
    ]);
  });

  test('are none where the browser keeps nothing', () => {
    const storage = { ...createStorage(), getItem: refuse, setItem: refuse };
    expect(() => keepRecentChart(storage, { registry: 'a', repository: 'b' })).not.toThrow();
    expect(readRecentCharts(storage)).toEqual([]);
    expect(readRecentCharts(undefined)).toEqual([]);
  });
});

test.each([
  ['/charts/production/platform/app', { registry: 'production', repository: 'platform/app' }],
  ['/charts/production/app@1.2.1', { registry: 'production', repository: 'app' }],
  ['/charts/production/app%3A1-stable', { registry: 'production', repository: 'app' }],
  ['/charts/production', undefined],
  ['/charts/production/%', undefined],
  ['/registries', undefined],
  ['/', undefined],
])('the page %s shows %o', (path, address) => {
  expect(readChartPath(path)).toEqual(address);
});
