// The search worker as it is in the application, but that each answer also tells how long it took to find, and that it
// can be asked when the charts had arrived.
import { openBrowserKeep } from '@/lib/search/browser-keep';
import { letMessagesIn } from '@/lib/search/let-messages-in';
import type { SearchPort, SearchQuestion, SearchReply } from '@/lib/search/search-messages';
import { serveSearch } from '@/lib/search/serve-search';
import type { ArrivalQuestion, ArrivalReply } from './worker-messages';

/** An answer with the milliseconds it took, or what nobody asked for. */
type TimedReply = SearchReply & { compute?: number };

const port: SearchPort<SearchQuestion | ArrivalQuestion, TimedReply | ArrivalReply> = self;
const asked = new Map<number, number>();

const timed: SearchPort<SearchQuestion, SearchReply> = {
  addEventListener: (type, listener) =>
    port.addEventListener(type, ({ data: question }) => {
      if (question.kind === 'arrival') return port.postMessage({ kind: 'arrival', at: findArrival() });
      asked.set(question.id, performance.now());
      return listener({ data: question });
    }),
  postMessage(reply) {
    const began = reply.kind === 'changed' ? undefined : asked.get(reply.id);
    port.postMessage(began === undefined ? reply : { ...reply, compute: performance.now() - began });
  },
};

serveSearch(timed, {
  keep: openBrowserKeep(),
  fetch: (url, init) => fetch(url, init),
  pause: letMessagesIn,
  now: Date.now,
  report: (error) => {
    throw error; // here nothing may go wrong
  },
});

/** When the last byte of the charts had come, in milliseconds since the epoch. */
function findArrival(): number {
  const ends = performance
    .getEntriesByType('resource')
    .filter((entry) => entry.name.includes('/charts/'))
    .map((entry) => (entry as PerformanceResourceTiming).responseEnd);
  return performance.timeOrigin + Math.max(...ends);
}
