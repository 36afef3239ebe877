import { describe, expect, test } from 'vitest';
import { AbilityLog } from '@/lib/oci/abilities';
import { documentedAbilities } from '@/lib/oci/documented-abilities';
import type { VendorName } from '@/lib/oci/vendors/vendor';

const VENDORS: VendorName[] = [
  'acr',
  'distribution',
  'docker-hub',
  'ecr',
  'ecr-public',
  'gar',
  'ghcr',
  'gitea',
  'gitlab',
  'harbor',
  'jfrog',
  'mcr',
  'nexus',
  'quay',
  'zot',
];

/** A log on a clock that a test moves. */
function logAt(known: ConstructorParameters<typeof AbilityLog>[0] = {}): {
  log: AbilityLog;
  clock: { now: number };
} {
  const clock = { now: 1000 };
  return { log: new AbilityLog(known, () => clock.now), clock };
}

describe('AbilityLog', () => {
  test('knows nothing at first', () => {
    expect(logAt().log.record()).toEqual({});
  });

  test('notes what is seen, and when', () => {
    const { log, clock } = logAt();
    log.note('referrers', true);
    clock.now = 2000;
    log.note('referrers', false);
    expect(log.record()).toEqual({ referrers: { value: false, source: 'seen', at: 2000 } });
  });

  test('notes the same thing once where that is asked', () => {
    const { log, clock } = logAt();
    log.noteOnce('catalogPage', 100);
    clock.now = 2000;
    log.noteOnce('catalogPage', 100);
    expect(log.record().catalogPage).toEqual({ value: 100, source: 'seen', at: 1000 });
    log.noteOnce('catalogPage', 1000);
    expect(log.record().catalogPage).toEqual({ value: 1000, source: 'seen', at: 2000 });
  });

  test('adds what is documented of the product, until something else is seen', () => {
    const { log } = logAt();
    log.note('vendor', 'ghcr');
    expect(log.record().referrers).toEqual({ value: false, source: 'documented', at: null });
    log.note('referrers', true);
    expect(log.record()).toMatchObject({
      referrers: { value: true, source: 'seen', at: 1000 },
      catalog: { value: false, source: 'documented' },
    });
  });

  test('takes over what was seen earlier, and looks the documented up anew', () => {
    const { log } = logAt({
      vendor: { value: 'zot', source: 'seen', at: 5 },
      head: { value: false, source: 'seen', at: 6 },
      catalog: { value: false, source: 'documented', at: null },
      ranges: { value: true, source: 'documented', at: null },
    });
    expect(log.record()).toMatchObject({
      head: { value: false, source: 'seen', at: 6 },
      catalog: { value: true, source: 'documented', at: null },
    });
    expect(log.record()).not.toHaveProperty('ranges');
  });

  test('hands out records that later sights do not change', () => {
    const { log } = logAt();
    log.note('head', true);
    const before = log.record();
    log.note('head', false);
    expect(before.head?.value).toBe(true);
  });

  test.each<[string, string[][], string | undefined]>([
    ['a short list', [['a', 'b']], undefined],
    ['a list in order', [['a', 'b', 'c']], 'lexical'],
    ['order by bytes, not by language', [['B', '_', 'a']], 'lexical'],
    ['SemVer order', [['1.2.0', '1.10.0', '1.9.0']], 'other'],
    ['a list in disorder', [['c', 'a', 'b']], 'other'],
    [
      'disorder, then order',
      [
        ['c', 'a', 'b'],
        ['a', 'b', 'c'],
      ],
      'other',
    ],
    [
      'order, then disorder',
      [
        ['a', 'b', 'c'],
        ['c', 'a', 'b'],
      ],
      'other',
    ],
    ['a name that comes twice', [['a', 'a', 'b']], 'other'],
  ])('tells the order of tags by %s', (_, lists, order) => {
    const { log } = logAt();
    for (const tags of lists) log.noteTagOrder(tags);
    expect(log.record().tagOrder?.value).toBe(order);
  });
});

describe('documentedAbilities', () => {
  test.each(VENDORS)('of %s are marked as such', (vendor) => {
    const record = documentedAbilities(vendor);
    expect(Object.keys(record).length).toBeGreaterThan(0);
    for (const ability of Object.values(record))
      expect(ability).toMatchObject({ source: 'documented', at: null });
  });

  test.each<[VendorName, object]>([
    ['docker-hub', { catalog: { value: false }, referrers: { value: false } }],
    ['ecr', { catalogPage: { value: 1000 }, tagPage: { value: 1000 } }],
    ['gitea', { catalogPage: { value: 100 } }],
    ['ghcr', { tagOrder: { value: 'other' } }],
  ])('of %s say what its makers say', (vendor, expected) => {
    expect(documentedAbilities(vendor)).toMatchObject(expected);
  });

  test('are not shared between those who ask', () => {
    documentedAbilities('zot').catalog = { value: false, source: 'seen', at: 1 };
    expect(documentedAbilities('zot').catalog).toEqual({ value: true, source: 'documented', at: null });
  });
});
