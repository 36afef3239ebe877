import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describeProblem, problemResponse } from '@/lib/api/problem';
import { Problem } from '@/lib/api/schema/problem';
import { AppError } from '@/lib/errors';
import { RegistryError } from '@/lib/oci/registry-error';

describe('describeProblem', () => {
  test.each([
    { error: new AppError('invalid_reference', 'x'), code: 'invalid_reference', status: 400 },
    { error: new AppError('unauthenticated', 'x'), code: 'unauthenticated', status: 401 },
    { error: new AppError('promotion_denied', 'x'), code: 'promotion_denied', status: 403 },
    { error: new AppError('call_not_found', 'x'), code: 'call_not_found', status: 404 },
    { error: new AppError('chart_not_found', 'x'), code: 'chart_not_found', status: 404 },
    { error: new AppError('channel_moved', 'x'), code: 'channel_moved', status: 409 },
    { error: new AppError('source_changed', 'x'), code: 'source_changed', status: 409 },
    { error: new AppError('version_immutable', 'x'), code: 'version_immutable', status: 422 },
    { error: new AppError('tag_protected', 'x'), code: 'tag_protected', status: 422 },
    { error: new RegistryError('not_found', 'x'), code: 'chart_not_found', status: 404 },
    { error: new RegistryError('rate_limited', 'x'), code: 'rate_limited', status: 429 },
    { error: new RegistryError('unauthorized', 'x'), code: 'registry_unavailable', status: 502 },
    { error: new RegistryError('unavailable', 'x'), code: 'registry_unavailable', status: 502 },
    { error: new RegistryError('timeout', 'x'), code: 'registry_timeout', status: 504 },
  ])('$error.name $error.code$error.kind → $status $code', ({ error, code, status }) => {
    expect(describeProblem(error)).toMatchObject({ code, status, type: 'about:blank' });
  });

  test('details become extension members and can’t replace the standard ones', () => {
    const error = new AppError('channel_moved', 'It moved.', {
      details: { currentDigest: 'sha256:1', status: 200 },
    });
    expect(describeProblem(error)).toMatchObject({
      status: 409,
      currentDigest: 'sha256:1',
      detail: 'It moved.',
    });
  });

  test('a wrong request names the field', () => {
    const result = z.object({ limit: z.int() }).safeParse({ limit: 'x' });
    expect(describeProblem(result.error)).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'limit' }],
    });
  });

  test('a bug says nothing of its inside', async () => {
    const response = problemResponse(new TypeError('secret'));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });
});

test('a rate limit passes on how long to wait', async () => {
  const response = problemResponse(
    new RegistryError('rate_limited', 'slow down', { retryAfter: 1500, status: 429 }),
  );
  expect(response.headers.get('retry-after')).toBe('2');
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(Problem.safeParse(await response.json()).success).toBe(true);
});
