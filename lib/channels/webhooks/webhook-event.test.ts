import { expect, test } from 'vitest';
import { moveOfPromotion } from '@/lib/channels/channel-move';
import type { Promotion } from '@/lib/channels/promotion';
import { tellDrift, tellFailure, tellMove, tellPublished } from '@/lib/channels/webhooks/webhook-event';

const CHART = { registry: 'production', repository: 'platform/app' };
const OLD = `sha256:${'a'.repeat(64)}` as const;
const NEW = `sha256:${'b'.repeat(64)}` as const;

const PROMOTION: Promotion = {
  ...CHART,
  id: '1',
  channel: '1-stable',
  kind: 'promotion',
  undoes: null,
  from: { digest: OLD, version: '1.2.0' },
  to: { digest: NEW, version: '1.2.1' },
  actor: null,
  reason: '',
  at: '2026-11-01T00:00:00Z',
  outcome: 'moved',
  failure: null,
  response: null,
  evidence: null,
  copiedFrom: null,
};

test.each<[string | null, string | null, string]>([
  ['1.2.0', '1.2.1', 'forward'],
  ['1.2.0', '1.10.0', 'forward'],
  [null, '1.2.1', 'forward'],
  ['1.2.1', '1.2.0', 'rollback'],
  ['1.2.1', '1.2.1-rc.1', 'rollback'],
  ['1.2.1', '1.2.1', 'sideways'],
  ['unknown', '1.2.1', 'sideways'],
  ['1.2.1', null, 'sideways'],
])('from %s to %s is %s', (from, to, direction) => {
  const move = {
    ...moveOfPromotion(PROMOTION),
    from: from === null ? null : { digest: OLD, version: from },
    to: to === null ? null : { digest: NEW, version: to },
  };
  expect(tellMove(move)?.data).toMatchObject({
    direction,
    fromVersion: from,
    toVersion: to,
    actor: 'unknown',
  });
});

test('what moved nothing is not told', () => {
  expect(tellMove(moveOfPromotion({ ...PROMOTION, outcome: 'unchanged' }))).toBeUndefined();
});

test.each([
  [tellPublished(CHART, { version: '1.2.1', digest: null }, 'now'), '/charts/production/platform/app@1.2.1'],
  [
    tellDrift(CHART, { version: '1.2.1', from: OLD, to: NEW }, 'now'),
    '/charts/production/platform/app@1.2.1',
  ],
  [
    tellFailure(
      { ...CHART, channel: 'stable' },
      { code: 'x', message: 'y', digest: NEW, actor: null },
      'now',
    ),
    '/charts/production/platform/app:stable',
  ],
])('%j leads to its page', (event, path) => {
  expect(event.path).toBe(path);
});
