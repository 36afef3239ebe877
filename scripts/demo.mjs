// `npm run demo`: two registries with sample charts, and Chartroom over them. From a fresh clone; see README.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPort, checkPort } from './demo/port.mjs';
import { startChild } from './demo/child.mjs';
import { buildApp } from './toolchain/build.mjs';
import { say } from './toolchain/command.mjs';
import { installDependencies } from './toolchain/install.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NEXT = join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next');

process.chdir(ROOT);
process.env.NEXT_TELEMETRY_DISABLED = '1';

/** @type {(() => Promise<void>)[]} what to end, in this order */
const endings = [];
let ending = false;

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => void end(0));
}

try {
  await run();
} catch (error) {
  if (!ending) {
    say(error instanceof Error ? error.message : String(error));
    await end(1);
  }
}

async function run() {
  const port = readPort(process.env.PORT);
  installDependencies();
  await checkPort(port);
  await build();
  const started = performance.now();
  // Beside each other's folders, two demos on two ports leave each other alone.
  const folder = join(ROOT, '.chartroom', port === 3000 ? 'demo' : `demo-${port}`);
  const { staging, production, push } = await startRegistries(folder);
  say('Starting Chartroom …');
  await startChartroom(port, folder, { staging: staging.url, production: production.url });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`
Chartroom is ready after ${seconds} s:  http://127.0.0.1:${port}

Push a chart, and see it appear within 15 seconds:
  helm push ${relative(ROOT, push.archive)} oci://${new URL(staging.url).host}/${push.repository} --plain-http

Ctrl-C stops everything.`);
}

async function build() {
  const outcome = await buildApp(async (command, args, env) => {
    say('Building Chartroom, about a minute …');
    const child = startChild(command, args, env);
    endings.unshift(child.stop);
    const status = await child.ended;
    endings.shift();
    if (status !== 0 && !ending) process.stderr.write(child.output());
    return status;
  });
  if (outcome === 'failed') throw new Error('The build failed; see above.');
}

/** @param {string} folder */
async function startRegistries(folder) {
  const { register } = await import('tsx/esm/api');
  register();
  const { startDemoRegistries } = await import('./demo/demo-registries.ts');
  const registries = await startDemoRegistries(folder, say);
  endings.unshift(registries.close);
  return registries;
}

/**
 * @param {number} port
 * @param {string} folder
 * @param {Record<string, string>} urls registry name → address
 */
async function startChartroom(port, folder, urls) {
  const configuration = join(folder, 'chartroom.yaml');
  mkdirSync(folder, { recursive: true });
  writeFileSync(configuration, configurationFor(urls));
  const child = startChild(process.execPath, [NEXT, 'start', '-H', '127.0.0.1', '-p', String(port)], {
    ...process.env,
    NODE_ENV: 'production',
    CHARTROOM_CONFIG: configuration,
    CHARTROOM_DATA: join(folder, 'data'),
  });
  endings.unshift(child.stop);
  while (!(await isReady(port))) {
    if (child.isEnded()) throw new Error(`${child.output()}Chartroom did not start; see above.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  void endWith(child);
}

/**
 * Chartroom is not meant to end before the demo does.
 * @param {import('./demo/child.mjs').Child} child
 */
async function endWith(child) {
  const status = await child.ended;
  if (ending) return;
  process.stderr.write(child.output());
  say(`Chartroom ended by itself, with status ${status}.`);
  await end(1);
}

/** @param {number} port */
async function isReady(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false; // nobody listens yet
  }
}

/** @param {Record<string, string>} urls */
function configurationFor(urls) {
  const registries = Object.entries(urls).map(
    ([name, url]) =>
      `  - name: ${name}\n    url: ${url}\n    promotion: { mode: shared }\n    refresh: 15s\n`,
  );
  return `# Written by npm run demo.\nregistries:\n${registries.join('')}`;
}

/** @param {number} status */
async function end(status) {
  if (ending) return;
  ending = true;
  for (const stop of endings) await stop();
  process.exit(status);
}
