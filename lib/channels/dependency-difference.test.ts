import { expect, test } from 'vitest';
import { compareDependencies } from '@/lib/channels/dependency-difference';
import type { ChartDependency } from '@/lib/helm/chart-metadata';

function dependency(name: string, version: string, rest: Partial<ChartDependency> = {}): ChartDependency {
  return { name, version, repository: 'oci://r.example', tags: [], ...rest };
}

const end = (version: string, repository = 'oci://r.example') => ({ version, repository });

test('pairs by name or alias, and leaves out what is equal', () => {
  const from = [
    dependency('redis', '18.0.0'),
    dependency('postgresql', '15.0.0', { alias: 'main' }),
    dependency('postgresql', '15.0.0', { alias: 'audit' }),
    dependency('old', '1.0.0'),
    dependency('moved', '1.0.0'),
  ];
  const to = [
    dependency('redis', '18.0.0', { condition: 'redis.enabled' }),
    dependency('postgresql', '15.0.0', { alias: 'audit' }),
    dependency('postgresql', '16.0.0', { alias: 'main' }),
    dependency('moved', '1.0.0', { repository: 'https://charts.example' }),
    dependency('constructor', '1.0.0'),
  ];
  expect(compareDependencies(from, to)).toEqual([
    { name: 'main', change: 'changed', from: end('15.0.0'), to: end('16.0.0') },
    { name: 'moved', change: 'changed', from: end('1.0.0'), to: end('1.0.0', 'https://charts.example') },
    { name: 'constructor', change: 'added', from: null, to: end('1.0.0') },
    { name: 'old', change: 'removed', from: end('1.0.0'), to: null },
  ]);
  expect(compareDependencies(to, to)).toEqual([]);
});
