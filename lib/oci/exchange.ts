import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { IncomingHttpHeaders } from 'undici/types/header';
import { canceledError } from '@/lib/oci/gate';
import type { BodyStream } from '@/lib/oci/body-stream';
import { withoutParameters } from '@/lib/oci/media-types';
import { RegistryError } from '@/lib/oci/registry-error';
import { transportError, TransportError } from '@/lib/oci/transport-error';

/** One HTTP request. */
export interface Call {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  origin: string;
  /** path and query */
  path: string;
  headers: Record<string, string>;
  /** a stream comes with its length in `headers` */
  body?: Uint8Array | Readable;
  /** most bytes of a successful answer's body */
  maxBytes: number;
  /** takes a successful answer's body as it comes, in place of the answer; then `maxBytes` does not count */
  into?: BodyStream | undefined;
  /** milliseconds from sending to the body's last byte, or its first one where it goes into a stream */
  total: number;
  /** milliseconds from the request's last byte to the answer's first one; the connection's usual time by default */
  patience?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** A complete HTTP answer. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** raw bytes; of an answer that is no success at most 64 KiB; none where they go into a stream */
  body: Buffer;
  /** where the answer came from, after redirects; no user info, no query */
  url: string;
  method: string;
  /** whether it came from the origin first asked */
  direct: boolean;
}

/** The answer's `Content-Type` as received. */
export function contentTypeOf({ headers }: Answer): string | undefined {
  const value = headers['content-type'];
  return Array.isArray(value) ? value[0] : value;
}

/** Whether the answer is a web page: a proxy's, a login's, or another server's. */
export function isHtml(answer: Answer): boolean {
  return withoutParameters(contentTypeOf(answer) ?? '') === 'text/html';
}

/** An error's body is for a message; more of it is not read. */
const MAX_ERROR_BYTES = 64 * 1024;

/** The address of a call without its query, which may hold signatures. */
function redactedUrl(call: { origin: string; path: string }): string {
  const query = call.path.indexOf('?');
  return call.origin + (query < 0 ? call.path : call.path.slice(0, query));
}

/**
 * Sends one request and reads the answer whole. Bytes are counted as they come, whatever the headers announce.
 * @throws RegistryError `too_large` past `maxBytes`, `timeout`, `canceled`; TransportError for connection faults
 */
export function exchange(dispatcher: Dispatcher, call: Call): Promise<Answer> {
  if (call.signal?.aborted === true) return Promise.reject(canceledError(call.signal));
  return new Promise<Answer>((resolve, reject) => {
    const handler = new AnswerReader(call, resolve, reject);
    dispatcher.dispatch(
      {
        origin: call.origin,
        path: call.path,
        method: call.method,
        headers: call.headers,
        body: call.body ?? null,
        ...(call.patience === undefined ? {} : { headersTimeout: call.patience }),
      },
      handler,
    );
  });
}

/** Undici's dispatch handler rather than its streams: no stream object is made for the many small bodies of a crawl. */
class AnswerReader implements Dispatcher.DispatchHandler {
  private readonly call: Call;
  private readonly resolve: (answer: Answer) => void;
  private readonly reject: (error: Error) => void;
  private readonly timer: NodeJS.Timeout;
  private controller: Dispatcher.DispatchController | undefined;
  private stopped: Error | undefined;
  private stream: BodyStream | undefined;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private chunks: Buffer[] = [];
  private size = 0;

  constructor(call: Call, resolve: (answer: Answer) => void, reject: (error: Error) => void) {
    this.call = call;
    this.resolve = resolve;
    this.reject = reject;
    this.timer = setTimeout(expire, call.total, this);
    call.signal?.addEventListener('abort', this);
  }

  /** The caller's signal was aborted. */
  handleEvent(): void {
    this.stop(canceledError(this.call.signal));
  }

  expire(): void {
    const { method, total } = this.call;
    this.stop(
      new TransportError(
        { kind: 'timeout', reason: `no complete answer within ${total / 1000} s`, repeat: 'once' },
        method,
        redactedUrl(this.call),
      ),
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // Stopped while still waiting for a connection.
    if (this.stopped !== undefined) controller.abort(this.stopped);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    if (this.succeeded() && this.call.into !== undefined) {
      clearTimeout(this.timer);
      this.stream = this.call.into;
      this.stream.attach(controller);
      this.resolve(this.answer(Buffer.alloc(0)));
      return;
    }
    const announced = Number(headers['content-length']);
    if (this.succeeded() && this.call.method !== 'HEAD' && announced > this.call.maxBytes)
      this.stop(this.tooLarge());
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.stopped !== undefined) return;
    if (this.stream !== undefined) {
      this.stream.receive(chunk);
      return;
    }
    this.size += chunk.length;
    if (this.succeeded()) {
      if (this.size > this.call.maxBytes) {
        this.stop(this.tooLarge());
        return;
      }
      this.chunks.push(chunk);
      return;
    }
    this.chunks.push(chunk);
    if (this.size >= MAX_ERROR_BYTES) {
      this.finish();
      this.stopped = new Error('enough of the error was read');
      controller.abort(this.stopped);
    }
  }

  onResponseEnd(): void {
    if (this.stopped === undefined) this.finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.stopped === undefined)
      this.fail(transportError(error, this.call.method, redactedUrl(this.call)));
  }

  private succeeded(): boolean {
    return this.status < 300;
  }

  private tooLarge(): RegistryError {
    const { method, maxBytes } = this.call;
    const url = redactedUrl(this.call);
    return new RegistryError('too_large', `${method} ${url} answered with more than ${maxBytes} bytes.`, {
      method,
      url,
      status: this.status,
    });
  }

  private finish(): void {
    this.release();
    if (this.stream !== undefined) {
      this.stream.finish();
      return;
    }
    const body = this.chunks.length === 1 ? this.chunks[0] : undefined;
    this.resolve(this.answer(body ?? Buffer.concat(this.chunks)));
  }

  private answer(body: Buffer): Answer {
    const { status, headers, call } = this;
    return { status, headers, body, url: redactedUrl(call), method: call.method, direct: true };
  }

  private stop(error: Error): void {
    this.stopped = error;
    this.fail(error);
    this.controller?.abort(error);
  }

  private fail(error: Error): void {
    this.release();
    this.chunks = [];
    if (this.stream === undefined) this.reject(error);
    else this.stream.destroy(error);
  }

  private release(): void {
    clearTimeout(this.timer);
    this.call.signal?.removeEventListener('abort', this);
  }
}

function expire(reader: AnswerReader): void {
  reader.expire();
}
