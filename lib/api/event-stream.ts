/** One server-sent event. */
export interface ServerEvent {
  /** without line ends; a browser that comes back sends the last one as `Last-Event-ID` */
  id: string;
  /** JSON, so without line ends */
  data: string;
}

export interface EventStreamOptions {
  /** begins the telling, and returns what ends it */
  begin: (send: (event: ServerEvent) => void) => () => void;
  /** ends the stream: the request's */
  signal: AbortSignal;
  /** milliseconds after which a browser that lost the stream comes back */
  retry: number;
}

/** A reader who lets this many bytes pile up is cut off; it comes back and learns that it missed something. */
const MAX_BACKLOG = 256 * 1024;

/** What closes each open stream. */
const open = new Set<() => void>();

/** A server that is told to end waits for its answers to end, and these never would. Next.js itself ends the process. */
function endWithServer(): void {
  for (const close of open) close();
}
let attending = false;

/**
 * Answers with server-sent events until the reader leaves, or the server is told to end.
 * Rule: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function answerWithEvents({ begin, signal, retry }: EventStreamOptions): Response {
  const encoder = new TextEncoder();
  let stop: (() => void) | null = null;
  if (!attending) for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, endWithServer);
  attending = true;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let flowing = true;
        let end: (() => void) | null = null;
        stop = () => {
          if (!flowing) return;
          flowing = false;
          open.delete(close);
          signal.removeEventListener('abort', close);
          end?.();
        };
        const close = (): void => {
          if (!flowing) return;
          stop?.();
          controller.close();
        };
        const write = (text: string): void => {
          if (!flowing) return;
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) < 0) close();
        };
        open.add(close);
        write(`retry: ${retry}\n\n`);
        end = begin(({ id, data }) => write(`id: ${id}\ndata: ${data}\n\n`));
        if (!flowing) end(); // cut off while it began
        if (signal.aborted) close();
        else signal.addEventListener('abort', close, { once: true });
      },
      cancel: () => stop?.(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_BACKLOG }),
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // no-transform: a compressing proxy would hold events back
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
