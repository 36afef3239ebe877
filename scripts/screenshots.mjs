// `npm run screenshots`: the pictures of README.md, taken of the demo as it comes from a fresh clone.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { say } from './toolchain/command.mjs';
import { provideChromium } from './toolchain/find-chromium.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PORT = process.env.PORT ?? '3999';
const FOLDER = join(ROOT, 'scripts', 'screenshots');
const CHART = '/charts/production/harbour/berth-scheduler';

const browserTool = await provideChromium();
if (browserTool.path === undefined) throw new Error(browserTool.missing);

// Promotions tried by hand would be in the pictures.
rmSync(join(ROOT, '.chartroom', `demo-${PORT}`), { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });

const demo = spawn(process.execPath, ['scripts/demo.mjs'], {
  cwd: ROOT,
  env: { ...process.env, PORT },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const address = await readAddress();
  const root = process.getuid?.() === 0;
  const browser = await chromium.launch({
    executablePath: browserTool.path,
    args: ['--disable-background-networking', ...(root ? ['--no-sandbox'] : [])],
  });
  await takePicture(browser, address, 'browse', { path: '/', colorScheme: 'light' });
  await takePicture(browser, address, 'chart', { path: `${CHART}?tab=versions`, colorScheme: 'dark' });
  await takePicture(browser, address, 'promote', {
    path: CHART,
    colorScheme: 'light',
    async prepare(page) {
      const channel = page.getByRole('listitem').filter({ hasText: '1-candidate' });
      await channel.getByRole('button', { name: 'Promote to stable' }).click();
      await page.getByRole('dialog').getByText('Default values', { exact: true }).waitFor();
    },
  });
  await browser.close();
} finally {
  demo.kill('SIGINT');
}

/** @returns {Promise<string>} the demo's address, once it is ready */
function readAddress() {
  return new Promise((resolve, reject) => {
    let output = '';
    demo.stdout.on('data', (chunk) => {
      output += chunk;
      const address = /ready after .*:\s+(http:\S+)/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    });
    demo.on('close', (status) => reject(new Error(`The demo ended with status ${status}:\n${output}`)));
  });
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address
 * @param {string} name
 * @param {{ path: string, colorScheme: 'light' | 'dark', prepare?: (page: import('@playwright/test').Page) => Promise<void> }} options
 */
async function takePicture(browser, address, name, { path, colorScheme, prepare }) {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 800 } });
  await page.goto(`${address}${path}`, { waitUntil: 'load' });
  await page.getByRole('main').waitFor();
  await prepare?.(page);
  const file = join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled' });
  await page.close();
  say(`Wrote scripts/screenshots/${name}.png`);
}
