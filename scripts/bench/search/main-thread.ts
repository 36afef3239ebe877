import { toHundredths } from './percentiles';

/** How long a page was held up, in milliseconds. */
export interface MainThread {
  /** the longest task; 0 when none took 50 or more, which is what a browser tells of */
  longestTask: number;
  /** the longest time between two frames */
  longestFrameGap: number;
}

/**
 * Watches the main thread from now on. In a page only.
 * @returns tells of the time since it was last called
 */
export function watchMainThread(): () => MainThread {
  let longestTask = 0;
  let longestFrameGap = 0;
  let lastFrame: number | undefined;

  function noteTasks(entries: readonly PerformanceEntry[]): void {
    for (const { duration } of entries) longestTask = Math.max(longestTask, duration);
  }

  function noteFrame(time: number): void {
    if (lastFrame !== undefined) longestFrameGap = Math.max(longestFrameGap, time - lastFrame);
    lastFrame = time;
    requestAnimationFrame(noteFrame);
  }

  const observer = new PerformanceObserver((list) => noteTasks(list.getEntries()));
  observer.observe({ type: 'longtask' });
  requestAnimationFrame(noteFrame);
  return () => {
    noteTasks(observer.takeRecords());
    const taken = { longestTask: toHundredths(longestTask), longestFrameGap: toHundredths(longestFrameGap) };
    [longestTask, longestFrameGap] = [0, 0];
    return taken;
  };
}
