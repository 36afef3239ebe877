import { parseChartReference, type ChartAddress } from '@/lib/references';

const KEY = 'recent-charts';
const MOST = 6;

/** Where the browser keeps them; undefined when it keeps nothing. */
export function openStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined; // switched off
  }
}

/** The charts that were opened last in this browser, newest first; at most six. */
export function readRecentCharts(storage: Storage | undefined): ChartAddress[] {
  const lines = (readText(storage) ?? '').split('\n', MOST);
  return lines.flatMap((line) => readAddress(line) ?? []);
}

/** Puts a chart first among those opened last. A browser that keeps nothing is no error. */
export function keepRecentChart(storage: Storage | undefined, { registry, repository }: ChartAddress): void {
  const line = `${registry}/${repository}`;
  const others = (readText(storage) ?? '').split('\n').filter((other) => other !== line && other !== '');
  try {
    storage?.setItem(KEY, [line, ...others].slice(0, MOST).join('\n'));
  } catch {
    // full, or switched off
  }
}

/** The chart that a page shows, by the page's path; undefined on other pages. */
export function readChartPath(path: string): ChartAddress | undefined {
  if (!path.startsWith('/charts/')) return undefined;
  try {
    return readAddress(decodeURIComponent(path.slice('/charts/'.length)));
  } catch {
    return undefined; // encoding that is none
  }
}

function readText(storage: Storage | undefined): string | null {
  try {
    return storage?.getItem(KEY) ?? null;
  } catch {
    return null; // switched off
  }
}

function readAddress(text: string): ChartAddress | undefined {
  try {
    const { registry, repository } = parseChartReference(text);
    return { registry, repository };
  } catch {
    return undefined;
  }
}
