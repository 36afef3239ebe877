import { chromium } from '@playwright/test';
import { provideChromium } from '../../toolchain/find-chromium.mjs';
import type { BenchPage } from './page';

/** The page's functions, called from outside. */
export type OpenPage = {
  [Name in keyof BenchPage]: (
    ...parameters: Parameters<BenchPage[Name]>
  ) => Promise<Awaited<ReturnType<BenchPage[Name]>>>;
};

export interface BenchBrowser {
  /** Opens the page anew; the one before is closed, and its worker with it. */
  newPage(): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Memory is told at once instead of after the next garbage collection, which may be long in coming. */
const FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--enable-precise-memory-info',
  '--enable-blink-features=ForceEagerMeasureMemory',
];

/**
 * Starts a headless Chromium with nothing kept.
 * @param url address of the page
 * @throws when there is no Chromium
 */
export async function openBrowser(url: string): Promise<BenchBrowser> {
  const tool = await provideChromium();
  if (tool.path === undefined) throw new Error(tool.missing);
  // A profile on disk, which is removed at the end: in a private window, what is kept would be in memory only.
  const context = await chromium.launchPersistentContext('', {
    executablePath: tool.path,
    headless: true,
    args: FLAGS,
  });

  async function newPage(): Promise<OpenPage> {
    const before = context.pages();
    const page = await context.newPage();
    await Promise.all(before.map((other) => other.close()));
    await page.goto(url);
    const bench = await page.evaluateHandle(() => (globalThis as unknown as { bench: BenchPage }).bench);
    return {
      openChartroom: () => bench.evaluate((own) => own.openChartroom()),
      openLibrary: (library) => bench.evaluate((own, name) => own.openLibrary(name), library),
      type: (texts, budget) =>
        bench.evaluate((own, asked) => own.type(asked.texts, asked.budget), { texts, budget }),
      takeMainThread: () => bench.evaluate((own) => own.takeMainThread()),
      measureMemory: () => bench.evaluate((own) => own.measureMemory()),
    };
  }

  return { newPage, close: () => context.close() };
}
