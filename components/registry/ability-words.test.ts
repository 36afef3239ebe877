import { expect, test } from 'vitest';
import type { RegistryState } from '@/lib/api/schema/registry';
import { abilityLines } from '@/components/registry/ability-words';

test('what is known is said line by line, and how it is known', () => {
  const at = 0;
  const abilities: RegistryState['abilities'] = {
    ranges: { value: true, source: 'seen', at },
    vendor: { value: 'ghcr', source: 'seen', at },
    tagDelete: { value: false, source: 'documented', at: null },
    catalogPage: { value: 0, source: 'seen', at },
    tagPage: { value: 1000, source: 'seen', at },
    authentication: { value: 'bearer', source: 'seen', at },
    tokenService: { value: 'https://auth.example.com', source: 'seen', at },
  };
  const lines = abilityLines(abilities);
  expect(lines.map(({ label, value, seen }) => `${label}: ${value}${seen ? '' : ' (documented)'}`)).toEqual([
    'Product: GitHub Container Registry',
    'Login: tokens of a token service',
    'Token service: https://auth.example.com',
    'Repositories a page: no size is taken',
    'Tags a page: 1,000',
    'Deletes single tags: no (documented)',
    'Gives parts of blobs: yes',
  ]);
});

test('an ability nobody has named is not shown', () => {
  const abilities: RegistryState['abilities'] = { mood: { value: true, source: 'seen', at: 0 } };
  expect(abilityLines(abilities)).toEqual([]);
});
