import { describe, expect, test } from 'vitest';
import { ApiProblem } from '@/lib/queries/api-problem';
import { isWorthRetrying } from '@/lib/queries/query-client';

const problem = (status: number | null) => new ApiProblem({ code: 'x', status, title: 'x', detail: 'x' });

describe('isWorthRetrying', () => {
  test.each([
    [0, problem(null), true],
    [1, problem(502), true],
    [2, problem(502), false],
    [0, problem(404), false],
    [0, problem(409), false],
    [0, new Error('a bug'), false],
  ])('%s failures, %s → %s', (failures, error, expected) => {
    expect(isWorthRetrying(failures, error)).toBe(expected);
  });
});
