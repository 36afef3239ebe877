/**
 * What a step of the test command came to.
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped names
 */

/**
 * Counts a report of Vitest's JSON reporter: https://vitest.dev/guide/reporters.html#json-reporter
 * A file that could not be loaded has no tests of its own and counts as one failure.
 * @param {{ testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] }} report
 * @returns {Outcome}
 */
export function readVitestReport(report) {
  const outcome = { passed: 0, failed: 0, skipped: /** @type {string[]} */ ([]) };
  for (const file of report.testResults) {
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'passed') outcome.passed += 1;
      else if (status === 'failed') outcome.failed += 1;
      else outcome.skipped.push(fullName);
    }
    const explained = file.assertionResults.some(({ status }) => status === 'failed');
    if (file.status === 'failed' && !explained) outcome.failed += 1;
  }
  return outcome;
}

/**
 * @typedef {object} PlaywrightSuite
 * @property {string} title
 * @property {PlaywrightSuite[]} [suites]
 * @property {{ title: string, tests: { status: string }[] }[]} [specs]
 */

/**
 * Counts a report of Playwright's JSON reporter: https://playwright.dev/docs/api/class-testcase#test-case-outcome
 * A flaky test counts as failed. Errors outside any test (a file that does not load) count one each.
 * @param {{ suites: PlaywrightSuite[], errors?: unknown[] }} report
 * @returns {Outcome}
 */
export function readPlaywrightReport(report) {
  const outcome = { passed: 0, failed: report.errors?.length ?? 0, skipped: /** @type {string[]} */ ([]) };
  /** @param {PlaywrightSuite} suite @param {string[]} above */
  const walk = (suite, above) => {
    const path = [...above, suite.title];
    for (const spec of suite.specs ?? []) {
      for (const { status } of spec.tests) {
        if (status === 'expected') outcome.passed += 1;
        else if (status === 'skipped') outcome.skipped.push([...path, spec.title].join(' › '));
        else outcome.failed += 1;
      }
    }
    for (const child of suite.suites ?? []) walk(child, path);
  };
  for (const suite of report.suites) walk(suite, []);
  return outcome;
}
