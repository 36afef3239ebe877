import { describe, expect, test } from 'vitest';
import { adviceWords, countWords, summaryWords } from '@/components/registry/registry-words';
import type { RegistryState } from '@/lib/api/schema/registry';

function registry(changes: Partial<RegistryState>): RegistryState {
  return {
    name: 'production',
    url: 'https://registry.example.com',
    kind: 'oci',
    status: 'ok',
    charts: 0,
    repositories: 0,
    complete: true,
    crawledAt: '2026-03-01T12:00:00Z',
    error: null,
    progress: null,
    failures: [],
    lastCrawl: null,
    discovery: { method: 'catalog', attempts: [] },
    abilities: {},
    condition: null,
    insecure: false,
    promotion: 'off',
    ...changes,
  };
}

test.each([
  [0, '0 charts'],
  [1, '1 chart'],
  [1204, '1,204 charts'],
])('countWords(%s) → %s', (count, words) => {
  expect(countWords(count, 'chart')).toBe(words);
});

describe('summaryWords', () => {
  test.each([
    { name: 'all well', registries: [registry({ charts: 1 })], words: '1 registry, 1 chart' },
    {
      name: 'every trouble is counted',
      registries: [
        registry({ charts: 1200 }),
        registry({ charts: 4, status: 'crawling' }),
        registry({ status: 'degraded' }),
        registry({ status: 'unreachable' }),
        registry({ status: 'unreachable' }),
      ],
      words: '5 registries, 1,204 charts, 1 being read, 1 partly read, 2 unreachable',
    },
  ])('$name', ({ registries, words }) => {
    expect(summaryWords(registries)).toBe(words);
  });
});

describe('adviceWords', () => {
  test('nothing to advise when nothing is wrong', () => {
    expect(adviceWords(registry({}))).toBeUndefined();
  });

  test.each([
    { status: 'unreachable' as const, crawledAt: null, says: ['None of its charts', 'Check the registry'] },
    {
      status: 'unreachable' as const,
      crawledAt: '2026-03-01T12:00:00Z',
      says: ['stays on show', 'Check the registry'],
    },
    {
      status: 'degraded' as const,
      crawledAt: '2026-03-01T12:00:00Z',
      says: ['stays on show', 'lack rights'],
    },
    { status: 'crawling' as const, crawledAt: null, says: ['None of its charts', 'next refresh'] },
  ])('$status, read before: $crawledAt', ({ status, crawledAt, says }) => {
    const advice = adviceWords(registry({ status, crawledAt, error: 'it failed' }));
    for (const part of says) expect(advice).toContain(part);
  });
});
