import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/toolchain/find-chromium.mjs';

const chromium = await findChromium();
if (chromium.path === undefined) throw new Error(chromium.missing);

// No web server here: fixtures start registries and Chartroom for each worker, on ports and folders of its own.
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  workers: 2,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    // At each first visit it would fetch the list's page and all its files; its own tests allow it.
    serviceWorkers: 'block',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium.path,
      args: [
        '--disable-background-networking',
        // Chromium's sandbox refuses to start as root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
  },
});
