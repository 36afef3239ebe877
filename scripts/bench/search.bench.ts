// What a search costs where it runs: charts are served as Chartroom serves them, and a headless Chromium loads its
// search worker and asks it for every letter of sixty queries, each when the one before is answered, several rounds of
// it. Beside it, in the same kind of worker and over the same charts, general search libraries as they come, which are
// asked for the words that they understand of each text, once; of what is too slow for all, every nth is searched.
// Images are loaded and some other queries searched before keys are timed, so compiling JavaScript is not what is
// measured; that a first answer is there is timed with it. `npm run bench -- search [folder of charts]
// [--counts 1000,50000] [--libraries fuse,minisearch | none] [--rounds 3]`: with a folder, the words of its charts are used.
import { parseArgs } from 'node:util';
import { plainWords } from './relevance/competitors';
import { readCharts } from './relevance/read-charts';
import { openBrowser, type OpenPage } from './search/browser';
import { bundleScripts } from './search/bundle';
import { startBenchServer } from './search/bench-server';
import { generateCharts, type Pattern } from './search/generate-charts';
import { KEYSTROKES, takeEvenly, WARM_UP } from './search/keystrokes';
import type { Keystroke } from './search/page';
import { percentilesOf, toHundredths } from './search/percentiles';
import {
  formatMeasurement,
  judge,
  type KeystrokeTimes,
  type Measurement,
  type SearchTimes,
} from './search/report';
import { countBytes, encodeIndex, type ServedSegment } from './search/served-index';
import { LIBRARIES, type Library } from './search/worker-messages';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    counts: { type: 'string', default: '1000,10000,50000,100000' },
    libraries: { type: 'string', default: LIBRARIES.join(',') },
    /** how often Chartroom is asked for all letters; a library is once */
    rounds: { type: 'string', default: '3' },
  },
});
const counts = flags.counts.split(',').map((count) => readCount('counts', count));
const rounds = readCount('rounds', flags.rounds);
const libraries = flags.libraries.split(',').flatMap(readLibrary);

/** Milliseconds that a library may search. */
const BUDGET = 60_000;
const WARM_UP_BUDGET = 4000;
const SLOWEST = 15;

const [folder] = positionals;
const patterns = folder === undefined ? [] : await readPatterns(folder);
const scripts = await bundleScripts();
const measurements: Measurement[] = [];
say(
  `${KEYSTROKES.length} keystrokes over charts like ${folder ?? 'a large company’s'}; images loaded, ${WARM_UP.length} other keystrokes before.`,
);
for (const count of counts) {
  const measurement = await measure(count);
  measurements.push(measurement);
  say(formatMeasurement(measurement));
}
process.stdout.write(
  `${JSON.stringify({
    bench: 'search',
    source: folder ?? 'vocabulary',
    keystrokes: KEYSTROKES.length,
    rounds,
    counts: measurements,
    targets: judge(measurements),
  })}\n`,
);

async function measure(charts: number): Promise<Measurement> {
  const { documents, images } = generateCharts(charts, patterns);
  const segments = await encodeIndex(documents, images);
  const server = await startBenchServer(segments, scripts);
  try {
    const browser = await openBrowser(server.url);
    try {
      const own = await measureChartroom(await browser.newPage());
      const beside: Partial<Record<Library, SearchTimes>> = {};
      for (const library of libraries) {
        say(`${charts} charts: ${library}…`);
        beside[library] = await measureLibrary(await browser.newPage(), library);
      }
      const wire = { ...weigh(segments, 'charts', charts), images: weigh(segments, 'images', charts) };
      const ratio = beside.fuse === undefined ? null : toHundredths(beside.fuse.p95 / own.chartroom.p95);
      return { charts, wire, ...own, ...beside, ratio };
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
}

async function measureChartroom(
  page: OpenPage,
): Promise<
  Pick<Measurement, 'ready' | 'chartroom' | 'longestTask' | 'longestFrameGap' | 'mainThread' | 'slowest'>
> {
  const ready = toHundredths(await page.openChartroom());
  const loading = await page.takeMainThread();
  await page.type(WARM_UP, BUDGET);
  const typed: Keystroke[] = [];
  for (let round = 0; round < rounds; round += 1) typed.push(...(await page.type(KEYSTROKES, Infinity)));
  const typing = await page.takeMainThread();
  const memory = await page.measureMemory();
  const quickest = takeQuickest(typed);
  return {
    ready,
    chartroom: { ...summarise(typed), quickest: summarise(quickest), memory },
    longestTask: Math.max(loading.longestTask, typing.longestTask),
    longestFrameGap: Math.max(loading.longestFrameGap, typing.longestFrameGap),
    mainThread: { loading, typing },
    slowest: quickest
      .toSorted((a, b) => b.compute - a.compute)
      .slice(0, SLOWEST)
      .map(({ text, total, compute, found }) => {
        return { text, total: toHundredths(total), compute: toHundredths(compute), found };
      }),
  };
}

async function measureLibrary(page: OpenPage, library: Library): Promise<SearchTimes> {
  const build = toHundredths(await page.openLibrary(library));
  const texts = KEYSTROKES.map(plainWords).filter((text) => text !== '');
  const warmUp = takeEvenly(WARM_UP.map(plainWords), 12);
  const first = await page.type(warmUp, WARM_UP_BUDGET);
  await page.type(WARM_UP.map(plainWords), WARM_UP_BUDGET);
  const mean = first.reduce((sum, { total }) => sum + total, 0) / first.length;
  const sampled = takeEvenly(texts, BUDGET / mean);
  const keystrokes = await page.type(sampled, BUDGET);
  return { ...summarise(keystrokes), build, memory: await page.measureMemory() };
}

/** Of each text, the round that was quickest: in it, the least else went on. */
function takeQuickest(typed: readonly Keystroke[]): Keystroke[] {
  const quickest = new Map<string, Keystroke>();
  for (const keystroke of typed) {
    if (keystroke.compute < (quickest.get(keystroke.text)?.compute ?? Infinity))
      quickest.set(keystroke.text, keystroke);
  }
  return [...quickest.values()];
}

function summarise(keystrokes: readonly Keystroke[]): KeystrokeTimes {
  return {
    ...percentilesOf(keystrokes.map(({ total }) => total)),
    compute: percentilesOf(keystrokes.map(({ compute }) => compute)),
    keystrokes: keystrokes.length,
  };
}

function weigh(
  segments: readonly ServedSegment[],
  part: 'charts' | 'images',
  charts: number,
): { bytes: number; perChart: number } {
  const bytes = countBytes(segments, part);
  return { bytes, perChart: toHundredths(bytes / charts) };
}

async function readPatterns(path: string): Promise<Pattern[]> {
  const { documents, images } = await readCharts(path);
  return documents.map(({ name, description, keywords }, place) => {
    return { name, description, keywords, images: images[place] ?? [] };
  });
}

function readCount(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${flag} takes whole numbers from 1 on.`);
  return value;
}

function readLibrary(text: string): Library[] {
  if (text === '' || text === 'none') return [];
  const library = LIBRARIES.find((one) => one === text);
  if (library === undefined) throw new Error(`--libraries are of ${LIBRARIES.join(', ')}, or none.`);
  return [library];
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
