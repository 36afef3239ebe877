import { describe, expect, test } from 'vitest';
import { readPlaywrightReport, readVitestReport } from './toolchain/reports.mjs';

describe('readVitestReport', () => {
  test.each([
    ['counts tests over files', [file('passed', 'passed', 'passed'), file('passed', 'passed')], 3, 0, []],
    ['counts failures once', [file('failed', 'passed', 'failed')], 1, 1, []],
    ['counts a file that does not load', [file('failed')], 0, 1, []],
    ['names what is skipped', [file('passed', 'passed', 'pending', 'todo')], 1, 0, ['test 1', 'test 2']],
  ])('%s', (_, testResults, passed, failed, skipped) => {
    expect(readVitestReport({ testResults })).toEqual({ passed, failed, skipped });
  });
});

describe('readPlaywrightReport', () => {
  test('walks nested suites and counts a flaky test as failed', () => {
    const report = {
      suites: [
        {
          title: 'a.spec.ts',
          specs: [spec('one', 'expected'), spec('two', 'skipped')],
          suites: [{ title: 'group', specs: [spec('three', 'unexpected'), spec('four', 'flaky')] }],
        },
      ],
      errors: [{ message: 'b.spec.ts does not load' }],
    };
    expect(readPlaywrightReport(report)).toEqual({ passed: 1, failed: 3, skipped: ['a.spec.ts › two'] });
  });
});

function file(status: string, ...statuses: string[]) {
  const assertionResults = statuses.map((each, index) => ({ status: each, fullName: `test ${index}` }));
  return { name: 'a.test.ts', status, assertionResults };
}

function spec(title: string, status: string) {
  return { title, tests: [{ status }] };
}
