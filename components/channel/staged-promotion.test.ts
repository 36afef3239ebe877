import { describe, expect, test } from 'vitest';
import {
  readStaged,
  stage,
  stagedKey,
  toRequest,
  unstage,
  type StagedPromotion,
} from '@/components/channel/staged-promotion';

const OLD = `sha256:${'a'.repeat(64)}` as const;
const NEW = `sha256:${'b'.repeat(64)}` as const;

function staged(channel: string, more: Partial<StagedPromotion> = {}): StagedPromotion {
  return {
    registry: 'harbour',
    repository: 'charts/app',
    name: 'app',
    source: '1-beta',
    to: { version: '1.2.1', digest: NEW },
    channel,
    from: { version: '1.2.0', digest: OLD },
    ...more,
  };
}

test('the newer of two for one channel stays, at the end', () => {
  const later = staged('1-stable', { source: '1-candidate' });
  const list = [staged('1-stable'), staged('2-stable'), later].reduce<StagedPromotion[]>(stage, []);
  expect(list).toEqual([staged('2-stable'), later]);
});

test('channels of other charts and registries are others', () => {
  const list = [
    staged('stable'),
    staged('stable', { repository: 'charts/other' }),
    staged('stable', { registry: 'dock' }),
  ].reduce<StagedPromotion[]>(stage, []);
  expect(list).toHaveLength(3);
  expect(unstage(list, new Set([stagedKey(staged('stable'))]))).toEqual(list.slice(1));
});

test('no more than 200 are kept', () => {
  const all = Array.from({ length: 250 }, (_, index) => staged(`${index}-stable`));
  const list = all.reduce<StagedPromotion[]>(stage, []);
  expect(list.map(({ channel }) => channel)).toEqual(all.slice(50).map(({ channel }) => channel));
});

describe('what the browser kept', () => {
  test.each<[string, string | null, StagedPromotion[]]>([
    ['nothing', null, []],
    ['not JSON', '{', []],
    ['not a list', '{}', []],
    ['a list of something else', '[1, {"registry": "a"}]', []],
    ['what was staged', JSON.stringify([staged('1-stable')]), [staged('1-stable')]],
    [
      'some of it',
      JSON.stringify([staged('1-stable', { to: { version: '1', digest: 'x' as never } }), staged('beta')]),
      [staged('beta')],
    ],
    ['too much', JSON.stringify(Array.from({ length: 201 }, () => staged('beta'))), []],
  ])('%s', (_what, text, expected) => {
    expect(readStaged(text)).toEqual(expected);
  });
});

test.each([
  [staged('1-stable'), OLD],
  [staged('1-stable', { from: null }), null],
])('a promotion is asked for with the digest that was seen', (promotion, expectedDigest) => {
  expect(toRequest(promotion, 'reviewed')).toMatchObject({
    channel: '1-stable',
    digest: NEW,
    expectedDigest,
    reason: 'reviewed',
  });
});
