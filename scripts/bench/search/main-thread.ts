import { toHundredths } from './percentiles';

/** How long a page was held up, in milliseconds. */
export interface MainThread {
  /** the longest task; 0 when none took 50 or more, which is what a browser tells of */
  longestTask: number;
  /** the longest time between two frames */
  longestFrameGap: number;
}

/** Watches a page's main thread, but only while there is something to watch. */
export interface MainThreadWatch {
  /** Does some work and watches. Not for two pieces of work at once. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Tells of the work since it was last called. */
  take(): MainThread;
}

/** In a page only. */
export function watchMainThread(): MainThreadWatch {
  let watching = false;
  let longestTask = 0;
  let longestFrameGap = 0;
  let lastFrame: number | undefined;

  function noteTasks(entries: readonly PerformanceEntry[]): void {
    if (watching) for (const { duration } of entries) longestTask = Math.max(longestTask, duration);
  }

  function noteFrame(time: number): void {
    if (watching && lastFrame !== undefined) longestFrameGap = Math.max(longestFrameGap, time - lastFrame);
    lastFrame = time;
    requestAnimationFrame(noteFrame);
  }

  const observer = new PerformanceObserver((list) => noteTasks(list.getEntries()));
  observer.observe({ type: 'longtask' });
  requestAnimationFrame(noteFrame);
  return {
    async during(work) {
      await settle(); // the call itself and its parameters are the benchmark's, not the page's
      noteTasks(observer.takeRecords());
      watching = true;
      try {
        return await work();
      } finally {
        await settle();
        noteTasks(observer.takeRecords());
        watching = false;
      }
    },
    take() {
      const taken = {
        longestTask: toHundredths(longestTask),
        longestFrameGap: toHundredths(longestFrameGap),
      };
      [longestTask, longestFrameGap] = [0, 0];
      return taken;
    },
  };
}

/** Lets two frames pass, so that what was going on is over and told of. */
async function settle(): Promise<void> {
  for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}
