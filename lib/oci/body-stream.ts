import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { TransportError } from '@/lib/oci/transport-error';

/** Pieces that wait for their reader at most, each as it came from the socket (64 KiB); then the sender is held back. */
const MAX_WAITING = 16;
/** Bytes that must come in each window in which the reader was not what held them back. */
const LEAST_PER_WINDOW = 16 * 1024;

/** How long a stream may take over nothing. All in milliseconds. */
export interface StreamPace {
  /** in each, some bytes must come */
  window: number;
  /** after which a stream that nobody reads is given up */
  unread: number;
}

/**
 * A body as it comes from the wire, read with `for await`. Ends with TransportError `timeout` when it comes drop by drop,
 * or when nobody reads it; leaving the loop breaks the connection off.
 */
export class BodyStream extends Readable {
  readonly #pace: StreamPace;
  readonly #method: string;
  readonly #url: string;
  #controller: Dispatcher.DispatchController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #received = 0;
  /** the reader held the sender back at some time within the window */
  #held = false;
  #unread = 0;
  #ended = false;

  /** @param url for messages, without user info and query */
  constructor(method: string, url: string, pace: StreamPace) {
    // Pieces as they are: a stream of bytes would join those that wait, which costs a copy of everything.
    super({ objectMode: true, highWaterMark: MAX_WAITING });
    this.#method = method;
    this.#url = url;
    this.#pace = pace;
    // Whoever reads gets the error from reading; until somebody does it must not end the process.
    this.on('error', () => {});
  }

  /** The answer's headers are there, and were those of a success. */
  attach(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#timer = setInterval(() => this.#check(), this.#pace.window);
    this.#timer.unref();
  }

  /** Bytes came. */
  receive(bytes: Buffer): void {
    // The parser calls with nothing when it is resumed; as pieces those would keep the reader busy for ever.
    if (bytes.length === 0) return;
    this.#received += bytes.length;
    if (this.push(bytes)) return;
    this.#held = true;
    this.#controller?.pause();
  }

  /** The last byte came. */
  finish(): void {
    clearInterval(this.#timer);
    this.#ended = true;
    this.push(null);
  }

  override _read(): void {
    this.#unread = 0;
    if (this.#controller?.paused === true) this.#controller.resume();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    clearInterval(this.#timer);
    if (!this.#ended) this.#controller?.abort(error ?? new Error('the reader has left'));
    callback(error);
  }

  #check(): void {
    const slow = !this.#held && this.#received < LEAST_PER_WINDOW;
    this.#unread = this.#controller?.paused === true ? this.#unread + this.#pace.window : 0;
    this.#received = 0;
    this.#held = this.#controller?.paused === true;
    const reason = slow
      ? `fewer than ${LEAST_PER_WINDOW} bytes came in ${this.#pace.window / 1000} s`
      : this.#unread >= this.#pace.unread
        ? `nobody read the answer for ${this.#unread / 1000} s`
        : undefined;
    if (reason !== undefined)
      this.destroy(new TransportError({ kind: 'timeout', reason, repeat: 'once' }, this.#method, this.#url));
  }
}
