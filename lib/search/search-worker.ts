import { openBrowserKeep } from '@/lib/search/browser-keep';
import { NO_KEEP } from '@/lib/search/index-keep';
import { serveSearch } from '@/lib/search/serve-search';

/** Lets messages that wait be heard. Unlike a timer it is not held back. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

// The entry of the search worker.
serveSearch(self, {
  keep: typeof indexedDB === 'undefined' ? NO_KEEP : openBrowserKeep(),
  fetch: (url, init) => fetch(url, init),
  pause,
  now: Date.now,
  // What can't be kept is fetched again next time; the page has nothing to tell about it.
  report: () => undefined,
});
