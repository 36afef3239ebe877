import type { MainThread } from './main-thread';
import type { Keystroke } from './page';
import type { Percentiles } from './percentiles';
import { LIBRARIES, type Library } from './worker-messages';

/** Times of keystrokes in milliseconds, from asking to having the answer. */
export interface KeystrokeTimes extends Percentiles {
  /** what of it was spent searching */
  compute: Percentiles;
  /** how many were typed */
  keystrokes: number;
}

export interface SearchTimes extends KeystrokeTimes {
  /** of each text only the round in which it was searched quickest */
  quickest?: KeystrokeTimes;
  /** milliseconds to prepare the library, with the charts there already */
  build?: number;
  /** bytes that its worker takes afterwards; null when the browser does not tell */
  memory: number | null;
}

interface Bytes {
  bytes: number;
  perChart: number;
}

/** What was measured at one number of charts. */
export interface Measurement extends MainThread, Partial<Record<Library, SearchTimes>> {
  charts: number;
  /** what is sent before anything can be searched, and apart from it the images; compressed */
  wire: Bytes & { images: Bytes };
  /** milliseconds from the last byte of the charts to a first answer */
  ready: number;
  chartroom: SearchTimes;
  /** the page while it loaded, and while it typed; the longest of either stands above */
  mainThread: { loading: MainThread; typing: MainThread };
  /** fuse.js's p95 over Chartroom's; null when fuse.js was left out */
  ratio: number | null;
  /** texts that take longest to search even in their quickest round; the longest first */
  slowest: Keystroke[];
}

export interface Target {
  value: number | null;
  /** what it is to be, with `<=` or `>=` before */
  wanted: string;
  met: boolean;
}

const JUDGED = 50_000; // charts

/** Whether what was promised at 50,000 charts holds; null when that many were not measured. */
export function judge(measurements: readonly Measurement[]): Record<string, Target> | null {
  const measurement = measurements.find(({ charts }) => charts === JUDGED);
  if (measurement === undefined) return null;
  const { chartroom, ratio, longestTask, wire, ready } = measurement;
  return {
    p95: atMost(16, chartroom.p95),
    ratio: { value: ratio, wanted: '>= 50', met: ratio !== null && ratio >= 50 },
    longestTask: atMost(50, longestTask),
    perChart: atMost(40, wire.perChart),
    ready: atMost(1500, ready),
  };
}

function atMost(limit: number, value: number): Target {
  return { value, wanted: `<= ${limit}`, met: value <= limit };
}

/** What was measured, for people. */
export function formatMeasurement(measurement: Measurement): string {
  const { charts, wire, ready, chartroom, longestTask, longestFrameGap } = measurement;
  const libraries = LIBRARIES.flatMap((library) => {
    const times = measurement[library];
    return times === undefined ? [] : [formatTimes(library, times, `${times.build ?? 0}`, times.memory)];
  });
  return [
    `${charts.toLocaleString('en')} charts: ${wire.bytes} bytes on the wire, ${wire.perChart} a chart; images ${wire.images.bytes}, ${wire.images.perChart} a chart`,
    `  ready after ${ready} ms, ${formatMemory(chartroom.memory)} in the worker; in the page, longest task ${longestTask === 0 ? 'below 50' : longestTask} ms, longest frame gap ${longestFrameGap} ms`,
    `  ${['ms', 'keystrokes', 'p50', 'p95', 'max', 'of it searching', 'build', 'memory'].map(pad).join('')}`,
    formatTimes('chartroom', chartroom, '–', chartroom.memory),
    ...(chartroom.quickest === undefined ? [] : [formatTimes('– quickest', chartroom.quickest, '–', null)]),
    ...libraries,
  ].join('\n');
}

function formatTimes(name: string, times: KeystrokeTimes, build: string, memory: number | null): string {
  const { keystrokes, p50, p95, max, compute } = times;
  const searching = `${compute.p50}/${compute.p95}`;
  const cells = [name, keystrokes, p50, p95, max, searching, build, formatMemory(memory)];
  return `  ${cells.map((cell, column) => pad(String(cell), column)).join('')}`;
}

function pad(text: string, column: number): string {
  return column === 0 ? text.padEnd(12) : text.padStart(16);
}

function formatMemory(bytes: number | null): string {
  return bytes === null ? '–' : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
