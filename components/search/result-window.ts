import type { SearchHit } from '@/lib/search/search-result';

/** Rows that are loaded at once. */
export const WINDOW_SIZE = 50;

const MOST_WINDOWS = 100; // kept in memory: 5,000 rows
const NEAR = WINDOW_SIZE / 2; // rows beyond the rendered ones that are loaded ahead

/** An answer of which only some rows are here yet. */
export interface PartialAnswer {
  /** tells requests apart */
  answerKey: string;
  /** how many rows the whole has */
  total: number;
  /** the rows from `offset` on that came with the answer */
  first: readonly SearchHit[];
  offset: number;
}

/** Rows that were loaded later. */
export interface LoadedWindows {
  /** the request they answer */
  answerKey: string;
  /** by number: window `n` begins at row `n * WINDOW_SIZE` */
  windows: ReadonlyMap<number, LoadedWindow>;
}

interface LoadedWindow {
  hits: readonly SearchHit[];
  /** the first rows of the answer it was loaded for */
  answer: readonly SearchHit[];
}

/** Nothing loaded yet. */
export const NO_WINDOWS: LoadedWindows = { answerKey: '', windows: new Map() };

/** The hit of row `index`, from 0; undefined while it is not here. Rows of an older answer to the same request stand in. */
export function findHit(answer: PartialAnswer, loaded: LoadedWindows, index: number): SearchHit | undefined {
  const first = answer.first[index - answer.offset];
  if (first !== undefined || loaded.answerKey !== answer.answerKey) return first;
  return loaded.windows.get(Math.floor(index / WINDOW_SIZE))?.hits[index % WINDOW_SIZE];
}

/**
 * The number of the window to load next, so that the rows from `start` up to `end` and those near them are here.
 * @returns undefined when all of them are
 */
export function nextWindow(
  answer: PartialAnswer,
  loaded: LoadedWindows,
  start: number,
  end: number,
): number | undefined {
  const near = listWindows(start - NEAR, end + NEAR, answer.total);
  const seen = listWindows(start, end, answer.total);
  return [...seen, ...near].find((number) => !isHere(answer, loaded, number));
}

/** With one more window; the ones loaded longest ago go when there are too many. */
export function addWindow(
  loaded: LoadedWindows,
  answer: PartialAnswer,
  number: number,
  hits: readonly SearchHit[],
): LoadedWindows {
  const { answerKey } = answer;
  const windows = new Map(loaded.answerKey === answerKey ? loaded.windows : []);
  windows.delete(number);
  windows.set(number, { hits, answer: answer.first });
  for (const oldest of windows.keys()) {
    if (windows.size <= MOST_WINDOWS) break;
    windows.delete(oldest);
  }
  return { answerKey, windows };
}

function isHere(answer: PartialAnswer, loaded: LoadedWindows, number: number): boolean {
  const start = number * WINDOW_SIZE;
  const end = Math.min(start + WINDOW_SIZE, answer.total);
  if (start >= answer.offset && end <= answer.offset + answer.first.length) return true;
  return loaded.answerKey === answer.answerKey && loaded.windows.get(number)?.answer === answer.first;
}

function listWindows(start: number, end: number, total: number): number[] {
  const first = Math.floor(Math.max(0, start) / WINDOW_SIZE);
  const last = Math.ceil(Math.min(end, total) / WINDOW_SIZE);
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
}
