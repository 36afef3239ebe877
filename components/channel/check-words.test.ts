import { expect, test } from 'vitest';
import { judgeChecks } from '@/components/channel/check-words';
import type { PromotionCheck } from '@/lib/api/schema/promotion-check';

test.each<
  [PromotionCheck['outcome'], PromotionCheck['severity'], boolean, 'blocks' | 'to accept' | 'neither']
>([
  ['passed', 'block', false, 'neither'],
  ['skipped', 'block', false, 'neither'],
  ['failed', 'block', false, 'blocks'],
  ['unknown', 'block', false, 'blocks'],
  ['failed', 'block', true, 'to accept'],
  ['failed', 'warn', false, 'to accept'],
  ['unknown', 'warn', false, 'neither'],
])('%s, which is to %s, acceptable: %s', (outcome, severity, acceptable, expected) => {
  const check: PromotionCheck = { name: 'images', outcome, severity, acceptable, message: '' };
  const { blocking, toAccept } = judgeChecks([check]);
  expect(blocking.length > 0 ? 'blocks' : toAccept.length > 0 ? 'to accept' : 'neither').toBe(expected);
});
