import { describe, expect, test } from 'vitest';
import { ComparisonRequest } from '@/lib/api/schema/comparison';
import { PromotionRequest } from '@/lib/api/schema/promotion';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('a digest in a request', () => {
  test.each([
    [DIGEST, true],
    [`sha512:${'0'.repeat(128)}`, true],
    [`sha256:${'a'.repeat(128)}`, false],
    [`sha512:${'a'.repeat(64)}`, false],
    [`sha256:${'A'.repeat(64)}`, false],
    [`x${DIGEST}`, false],
    [`${DIGEST}\n`, false],
    [`md5:${'a'.repeat(32)}`, false],
    ['', false],
  ])('%j: %s', (to, valid) => {
    const { success } = ComparisonRequest.safeParse({ registry: 'a', repository: 'b', to });
    expect(success).toBe(valid);
  });
});

describe('a promotion', () => {
  const request = { registry: 'a', repository: 'b', channel: 'stable', digest: DIGEST, expectedDigest: null };

  test('needs no reason, but says what the channel was seen to point at', () => {
    expect(PromotionRequest.parse(request).reason).toBe('');
    const { expectedDigest: _, ...blind } = request;
    expect(PromotionRequest.safeParse(blind).success).toBe(false);
  });
});
