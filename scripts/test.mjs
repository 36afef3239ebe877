// `npm test`: everything this project checks, from a fresh clone. See README.md.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './toolchain/build.mjs';
import { say } from './toolchain/command.mjs';
import { provideChromium } from './toolchain/find-chromium.mjs';
import { findHelm } from './toolchain/find-helm.mjs';
import { provideRegistry } from './toolchain/find-registry.mjs';
import { installDependencies } from './toolchain/install.mjs';
import { endChildrenOnSignal, isInterrupted, runAttached } from './toolchain/processes.mjs';
import { readPlaywrightReport, readVitestReport } from './toolchain/reports.mjs';

/** @typedef {import('./toolchain/reports.mjs').Outcome} Outcome */

const inCI = process.env.CI === 'true' || process.env.CI === '1';
const reports = mkdtempSync(join(tmpdir(), 'chartroom-test-'));
/** @type {{ name: string, seconds: number, outcome: Outcome }[]} */
const steps = [];
/** @type {string[]} what the summary must repeat */
const remarks = [];

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.env.NEXT_TELEMETRY_DISABLED = '1';
endChildrenOnSignal();
try {
  installDependencies();
  const browser = await findTools();
  await step('lint', () => one(runAttached('npm', ['run', '--silent', 'lint'])));
  await step('types', () => one(runAttached('npm', ['run', '--silent', 'typecheck'])));
  await step('unit tests', runUnitTests);
  const built = await step('build', async () => outcomeOf((await buildApp(runBuild)) !== 'failed'));
  await step('browser tests', () => runBrowserTests(browser, built.failed === 0));
  summarise();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}

/**
 * Finds the programs the tests drive, and tells the tests where they are.
 * @returns {Promise<import('./toolchain/command.mjs').Tool>} the browser
 */
async function findTools() {
  const chromium = await provideChromium();
  const registry = await provideRegistry();
  const helm = await findHelm();
  for (const tool of [chromium, registry, helm]) say(tool.path === undefined ? tool.missing : tool.found);
  if (chromium.path === undefined) remarks.push(chromium.missing);
  else process.env.CHROMIUM_PATH = chromium.path;
  if (registry.path !== undefined) process.env.REGISTRY_PATH = registry.path;
  if (helm.path !== undefined) process.env.HELM_PATH = helm.path;
  for (const tool of [registry, helm]) {
    if (tool.path !== undefined) continue;
    remarks.push(
      `${tool.missing} ${inCI ? 'With CI=true that is a failure.' : 'The embedded registry stood in for it.'}`,
    );
    if (inCI) steps.push({ name: 'tools', seconds: 0, outcome: outcomeOf(false) });
  }
  if (!inCI) for (const remark of remarks) say(`\n!!! ${remark}\n`);
  return chromium;
}

/** @returns {Promise<Outcome>} */
async function runUnitTests() {
  const file = join(reports, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = await runAttached('npx', ['--no-install', 'vitest', 'run', ...reporters]);
  return consistent(status, readReport(file, readVitestReport));
}

/**
 * @param {import('./toolchain/command.mjs').Tool} browser
 * @param {boolean} built
 * @returns {Promise<Outcome>}
 */
async function runBrowserTests(browser, built) {
  if (browser.path === undefined || !built) {
    remarks.push(`The browser tests did not run: ${built ? 'there is no browser' : 'the build failed'}.`);
    return outcomeOf(false);
  }
  const file = join(reports, 'playwright.json');
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  const status = await runAttached(
    'npx',
    ['--no-install', 'playwright', 'test', '--reporter=list,json'],
    env,
  );
  return consistent(status, readReport(file, readPlaywrightReport));
}

/** @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} env */
function runBuild(command, args, env) {
  return runAttached(command, args, env);
}

/**
 * Runs one step, whatever became of those before it.
 * @param {string} name
 * @param {() => Promise<Outcome>} run
 */
async function step(name, run) {
  if (isInterrupted()) throw new Error('Interrupted.');
  say(`\n── ${name}`);
  const start = performance.now();
  const outcome = await run();
  if (isInterrupted()) throw new Error('Interrupted.');
  const seconds = (performance.now() - start) / 1000;
  steps.push({ name, seconds, outcome });
  say(`── ${name}: ${outcome.failed === 0 ? 'passed' : 'FAILED'} in ${seconds.toFixed(1)} s`);
  return outcome;
}

/** @param {Promise<number>} status */
async function one(status) {
  return outcomeOf((await status) === 0);
}

/** @param {boolean} passed @returns {Outcome} */
function outcomeOf(passed) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [] };
}

/**
 * A report that claims success cannot overrule the runner's exit status.
 * @param {number} status
 * @param {Outcome} outcome
 * @returns {Outcome}
 */
function consistent(status, outcome) {
  const silent = status !== 0 && outcome.failed === 0;
  const empty = outcome.passed + outcome.failed === 0;
  return silent || empty ? { ...outcome, failed: 1 } : outcome;
}

/**
 * @template T
 * @param {string} file
 * @param {(report: T) => Outcome} read
 * @returns {Outcome}
 */
function readReport(file, read) {
  try {
    return read(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    remarks.push(`No report could be read: ${error instanceof Error ? error.message : String(error)}`);
    return outcomeOf(false);
  }
}

function summarise() {
  say('\n── summary');
  for (const { name, seconds, outcome } of steps) {
    const counts = `${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped.length} skipped`;
    say(`${name.padEnd(14)} ${seconds.toFixed(1).padStart(6)} s   ${counts}`);
  }
  for (const { name, outcome } of steps)
    for (const test of outcome.skipped) say(`skipped (${name}): ${test}`);
  for (const remark of remarks) say(`!!! ${remark}`);
  const passed = steps.reduce((sum, { outcome }) => sum + outcome.passed, 0);
  const failed = steps.reduce((sum, { outcome }) => sum + outcome.failed, 0);
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
