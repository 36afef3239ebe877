import { expect, test } from 'vitest';
import { pollInterval } from '@/lib/queries/registries';

test('the list is polled fast only while a registry is being read', () => {
  const idle = {
    name: 'a',
    url: 'https://a.example.com',
    kind: 'oci' as const,
    status: 'ok' as const,
    charts: 0,
    repositories: 0,
    complete: true,
    crawledAt: null,
    error: null,
    progress: null,
    failures: [],
    lastCrawl: null,
    discovery: { method: 'catalog' as const, attempts: [] },
    abilities: {},
    condition: null,
    insecure: false,
    promotion: 'off' as const,
  };
  expect(pollInterval(undefined)).toBe(15_000);
  expect(pollInterval({ registries: [idle] })).toBe(15_000);
  expect(pollInterval({ registries: [idle, { ...idle, status: 'crawling' }] })).toBe(1000);
  expect(
    pollInterval({ registries: [{ ...idle, status: 'degraded', progress: { read: 0, found: 4 } }] }),
  ).toBe(1000);
});
