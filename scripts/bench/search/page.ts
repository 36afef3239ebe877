// The page of the benchmark: it starts a worker, asks it, and tells what that took. It shows nothing.
import { createSearchClient } from '@/lib/search/search-client';
import type { SearchReply } from '@/lib/search/search-messages';
import { EVERYTHING } from '@/lib/search/search-request';
import { watchMainThread, type MainThread } from './main-thread';
import type {
  ArrivalQuestion,
  ArrivalReply,
  Library,
  LibraryQuestion,
  LibraryReply,
} from './worker-messages';

/** Texts that are searched one after the other, each when the one before is answered. */
export interface Keystroke {
  text: string;
  /** milliseconds from asking to having the answer, in the page */
  total: number;
  /** milliseconds of it that were spent searching, in the worker */
  compute: number;
  /** how many charts were found; general libraries stop counting at 50 */
  found: number;
}

/** What can be asked of the page. One worker runs at a time. */
export interface BenchPage {
  /**
   * Starts Chartroom's worker and waits for a first answer; then has it fetch images too.
   * @returns milliseconds from the last byte of the charts to having that answer
   */
  openChartroom(): Promise<number>;
  /**
   * Starts a worker with a general library.
   * @returns milliseconds it took to prepare the library, with the charts there already
   */
  openLibrary(library: Library): Promise<number>;
  /** Searches texts until there are no more or so many milliseconds have passed. */
  type(texts: readonly string[], budget: number): Promise<Keystroke[]>;
  /** How long this page was held up by opening Chartroom and typing since it was last asked. */
  takeMainThread(): MainThread;
  /** The worker's memory in bytes; null when the browser does not tell. */
  measureMemory(): Promise<number | null>;
}

type Ask = (text: string) => Promise<Omit<Keystroke, 'text' | 'total'>>;

const MANIFEST = new URL('/api/v1/search-index', location.href).href;
const mainThread = watchMainThread();
let ask: Ask = () => Promise.reject(new Error('No worker was started.'));

async function openChartroom(): Promise<number> {
  const worker = new Worker('/chartroom-worker.js', { type: 'module' });
  let compute = Number.NaN;
  // Heard before the client hears it.
  worker.addEventListener('message', ({ data }: MessageEvent<SearchReply & { compute?: number }>) => {
    if (data.kind === 'found') compute = data.compute ?? Number.NaN;
  });
  const client = createSearchClient(worker);
  worker.addEventListener('error', ({ message }) => client.fail(message));
  ask = async (query) => {
    const result = await client.search({ ...EVERYTHING, query }, 'bench');
    if (result === undefined) throw new Error(`“${query}” was overtaken.`);
    return { compute, found: result.total };
  };
  await client.open(MANIFEST);
  const begun = new Promise<void>((resolve) => {
    client.listen(() => {
      if (client.state !== undefined && client.state.revision !== null) resolve();
    });
  });
  const refreshed = client.refresh();
  await Promise.race([begun, refreshed]);
  await ask('prometheus');
  const answered = performance.timeOrigin + performance.now();
  await refreshed;
  const { at } = await askOnce<ArrivalQuestion, ArrivalReply>(worker, { kind: 'arrival' }, 'arrival');
  await ask('image:redis');
  return answered - at;
}

async function openLibrary(library: Library): Promise<number> {
  const worker = new Worker('/library-worker.js', { type: 'module' });
  ask = async (text) => {
    const { compute, total } = await askOnce<LibraryQuestion, LibraryReply & { kind: 'found' }>(
      worker,
      { kind: 'search', text },
      'found',
    );
    return { compute, found: total };
  };
  const { milliseconds } = await askOnce<LibraryQuestion, LibraryReply & { kind: 'built' }>(
    worker,
    { kind: 'build', library, url: MANIFEST },
    'built',
  );
  return milliseconds;
}

function askOnce<Question, Reply extends { kind: string }>(
  port: Worker,
  question: Question,
  kind: Reply['kind'],
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const listening = new AbortController();
    const { signal } = listening;
    port.addEventListener(
      'message',
      ({ data }: MessageEvent<Reply>) => {
        if (data.kind !== kind) return;
        listening.abort();
        resolve(data);
      },
      { signal },
    );
    port.addEventListener('error', ({ message }) => reject(new Error(message)), { signal });
    port.postMessage(question);
  });
}

async function type(texts: readonly string[], budget: number): Promise<Keystroke[]> {
  const keystrokes: Keystroke[] = [];
  const end = performance.now() + budget;
  for (const text of texts) {
    const began = performance.now();
    if (began > end) break;
    const answer = await ask(text);
    keystrokes.push({ text, total: performance.now() - began, ...answer });
  }
  return keystrokes;
}

interface MemoryMeasurement {
  breakdown: { bytes: number; attribution: { scope: string }[] }[];
}

async function measureMemory(): Promise<number | null> {
  const { measureUserAgentSpecificMemory: measure } = performance as Performance & {
    measureUserAgentSpecificMemory?: () => Promise<MemoryMeasurement>;
  };
  if (measure === undefined) return null;
  const { breakdown } = await measure.call(performance);
  const own = breakdown.filter(({ attribution }) =>
    attribution.some(({ scope }) => scope === 'DedicatedWorkerGlobalScope'),
  );
  return own.reduce((sum, { bytes }) => sum + bytes, 0);
}

const bench: BenchPage = {
  openChartroom: () => mainThread.during(openChartroom),
  openLibrary,
  type: (texts, budget) => mainThread.during(() => type(texts, budget)),
  takeMainThread: mainThread.take,
  measureMemory,
};
Object.assign(globalThis, { bench });
