import { describe, expect, test } from 'vitest';
import { findDependencyChart } from '@/lib/catalog/dependency-chart';

const registries = [
  { name: 'staging', url: 'http://127.0.0.1:5101' },
  { name: 'production', url: 'https://registry.example.com' },
];
const charts = [
  { registry: 'staging', repository: 'platform/redis' },
  { registry: 'production', repository: 'platform/redis' },
  { registry: 'production', repository: 'redis' },
];

describe('findDependencyChart', () => {
  test.each([
    { repository: 'oci://registry.example.com/platform', name: 'redis', found: charts[1] },
    { repository: 'oci://registry.example.com/platform/', name: 'redis', found: charts[1] },
    { repository: 'oci://registry.example.com', name: 'redis', found: charts[2] },
    { repository: 'oci://127.0.0.1:5101/platform', name: 'redis', found: charts[0] },
    { repository: 'oci://registry.example.com/platform', name: 'kafka', found: undefined },
    { repository: 'oci://elsewhere.example.com/platform', name: 'redis', found: undefined },
    { repository: 'https://registry.example.com/platform', name: 'redis', found: undefined },
    { repository: 'file://../redis', name: 'redis', found: undefined },
    { repository: '', name: 'redis', found: undefined },
    { repository: 'oci://registry.example.com/platform', name: '../redis', found: undefined },
  ])('$repository $name', ({ repository, name, found }) => {
    expect(findDependencyChart({ repository, name }, registries, charts)).toEqual(found);
  });
});
