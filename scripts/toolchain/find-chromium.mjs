import { findOnPath, isExecutable } from './command.mjs';
import { installDebianPackage } from './debian-package.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** How a person gets a browser. */
const HINT =
  'No Chromium found. Get one with: npx playwright install --with-deps chromium (or set CHROMIUM_PATH to one).';

/**
 * Looks for a Chromium: CHROMIUM_PATH, Playwright's own build, then the PATH.
 * @returns {Promise<import('./command.mjs').Tool>}
 */
export async function findChromium() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen !== undefined && chosen !== '') {
    if (await isExecutable(chosen)) return { path: chosen, found: `Chromium: ${chosen} (CHROMIUM_PATH)` };
    return { path: undefined, missing: `CHROMIUM_PATH names ${chosen}, which is not a program.` };
  }
  const { chromium } = await import('@playwright/test');
  const own = chromium.executablePath();
  if (await isExecutable(own)) return { path: own, found: `Chromium: ${own} (Playwright’s)` };
  const path = await findOnPath(...NAMES);
  return path === undefined ? { path, missing: HINT } : { path, found: `Chromium: ${path}` };
}

/**
 * Finds a Chromium, or installs Debian's.
 * @returns {Promise<import('./command.mjs').Tool>}
 */
export async function provideChromium() {
  const tool = await findChromium();
  if (tool.path !== undefined || (process.env.CHROMIUM_PATH ?? '') !== '') return tool;
  return (await installDebianPackage('chromium')) ? findChromium() : tool;
}
