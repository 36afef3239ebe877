import { openBrowserKeep } from '@/lib/search/browser-keep';
import { NO_KEEP } from '@/lib/search/index-keep';
import { letMessagesIn } from '@/lib/search/let-messages-in';
import { serveSearch } from '@/lib/search/serve-search';

// The entry of the search worker.
serveSearch(self, {
  keep: typeof indexedDB === 'undefined' ? NO_KEEP : openBrowserKeep(),
  fetch: (url, init) => fetch(url, init),
  pause: letMessagesIn,
  now: Date.now,
  // What can't be kept is fetched again next time; the page has nothing to tell about it.
  report: () => undefined,
});
