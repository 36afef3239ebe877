import type { QueryClient } from '@tanstack/react-query';
import { LiveConnection, type LivePorts, type StreamEvents } from '@/lib/queries/live-connection';
import { LiveInvalidation } from '@/lib/queries/live-invalidation';
import { noteLiveState } from '@/lib/queries/live-state';

const EVENTS_PATH = '/api/v1/events';
/** Names the lock and the channel of the tabs; another number where tabs of two releases would misunderstand. */
const NAME = 'chartroom-live-1';

/**
 * Keeps what the client has in step with what the server tells. Where the platform has no server-sent events nothing
 * happens, and polling goes on as it is.
 * @returns ends it
 */
export function startLiveUpdates(client: QueryClient): () => void {
  if (typeof EventSource === 'undefined') return () => undefined;
  const port = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(NAME);
  const invalidation = new LiveInvalidation(client, (ms, call) => void setTimeout(call, ms));
  const connection = new LiveConnection(
    {
      openStream,
      // Locks are there on https and localhost only.
      lead: 'locks' in navigator && port !== null ? leadByLock : leadWhileVisible,
      tabs: port && {
        post: (message) => port.postMessage(message),
        listen: (hear) => port.addEventListener('message', ({ data }) => hear(data)),
      },
      after: (ms, call) => {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
      random: Math.random,
    },
    { change: (change) => invalidation.apply(change), state: noteLiveState },
  );
  connection.start();
  return () => {
    connection.stop();
    port?.close();
  };
}

function openStream({ message, lost }: StreamEvents): () => void {
  const source = new EventSource(EVENTS_PATH);
  source.addEventListener('message', (event: MessageEvent<string>) => message(event.data));
  source.addEventListener('error', () => lost(source.readyState === EventSource.CLOSED));
  return () => source.close();
}

/** The tab that holds the lock leads; the browser hands it on when that tab closes. */
const leadByLock: LivePorts['lead'] = (begin) => {
  const resigned = new AbortController();
  const { signal } = resigned;
  const lead = (): Promise<void> =>
    new Promise((release) => {
      if (signal.aborted) return release(); // the lock came in the moment it was no longer wanted
      const end = begin();
      signal.addEventListener('abort', () => release(end()), { once: true });
    });
  navigator.locks.request(NAME, { signal }, lead).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return () => resigned.abort();
};

/**
 * Where tabs can't agree, each in sight connects for itself: one in the background would take one of the few
 * connections (six over HTTP/1.1) that a browser opens to a server.
 */
const leadWhileVisible: LivePorts['lead'] = (begin) => {
  let end: (() => void) | null = null;
  const turn = (): void => {
    const visible = document.visibilityState === 'visible';
    if (visible && end === null) end = begin();
    if (visible || end === null) return;
    end();
    end = null;
  };
  document.addEventListener('visibilitychange', turn);
  turn();
  return () => {
    document.removeEventListener('visibilitychange', turn);
    end?.();
    end = null;
  };
};
