import { answerWithEvents } from '@/lib/api/event-stream';
import { handleRead } from '@/lib/api/handle';
import type { LiveMessage } from '@/lib/queries/live-message';
import { watchChanges } from '@/lib/services/watching';

/** A sign of life this often, in milliseconds, so that neither side nor a proxy takes the connection for dead. */
const BEAT = 20_000;
/** When a browser comes back that lost the stream, in milliseconds: not all in the same moment. */
const [SOONEST, LATEST] = [1000, 4000];

/** GET /api/v1/events: what changes, as it changes, as server-sent events. */
export const GET = handleRead(async (request) => {
  const watch = await watchChanges();
  if (watch === undefined) return new Response(null, { status: 503, headers: { 'retry-after': '30' } });
  const { changes, notifying } = watch;
  const lastSeen = request.headers.get('last-event-id');
  return answerWithEvents({
    signal: request.signal,
    retry: Math.round(SOONEST + Math.random() * (LATEST - SOONEST)),
    begin(send) {
      const tell = (message: LiveMessage, id: string): void => send({ id, data: JSON.stringify(message) });
      tell({ kind: 'hello', notifying }, changes.position);
      if (lastSeen !== null && lastSeen !== changes.position) tell({ kind: 'reset' }, changes.position);
      const stop = changes.subscribe(tell);
      const timer = setInterval(() => tell({ kind: 'beat' }, changes.position), BEAT);
      return () => {
        clearInterval(timer);
        stop();
      };
    },
  });
});
