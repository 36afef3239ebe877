import { createHash, type Hash } from 'node:crypto';
import type { Digest } from '@/lib/oci/names';
import type { BlobSource } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

/** A source as far as it was read. */
interface Reading {
  from: AsyncIterator<Uint8Array>;
  /** position in the blob of what is read next */
  at: number;
  /** what came and was not asked for yet */
  rest: Uint8Array;
  /** whether something is being waited for, which whoever waits will get */
  busy: boolean;
}

/**
 * A blob's bytes on their way into an upload: read once where all goes well, anew from where the registry lost some, and
 * hashed as they pass. The last bytes are held back until the hash is right, so that no registry ever gets wrong ones
 * whole. Of a blob whose beginning another process sent, only the registry can tell.
 */
export class UploadSource {
  readonly #blob: { digest: Digest; size: number };
  readonly #open: BlobSource;
  readonly #onBytes: (sent: number) => void;
  readonly #hash: Hash;
  #hashed = 0;
  #reading: Reading | undefined;
  /** counts the readings asked for: the last one counts */
  #turn = 0;
  #failure: unknown;

  constructor(blob: { digest: Digest; size: number }, open: BlobSource, onBytes: (sent: number) => void) {
    this.#blob = blob;
    this.#open = open;
    this.#onBytes = onBytes;
    this.#hash = createHash(blob.digest.split(':', 1)[0] ?? '');
  }

  /** What went wrong with the source in the last reading; a call that was fed from it failed for that reason. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Whether every byte passed here, so that the hash speaks for the whole. */
  get hasSeenAll(): boolean {
    return this.#hashed === this.#blob.size;
  }

  /** The bytes from `start` up to `end`. A reading ends the one before. Throws what the source throws, and `digest_mismatch`. */
  async *read(start: number, end: number): AsyncGenerator<Uint8Array, void, void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#failure = undefined;
    try {
      if (this.#blob.size === 0) this.#verify();
      const reading = await this.#readingAt(start, turn);
      if (reading === undefined) return;
      while (reading.at < end) {
        if (reading.rest.length === 0) await this.#refill(reading);
        if (turn !== this.#turn) return;
        const part = reading.rest.subarray(0, end - reading.at);
        this.#pass(reading.at, part);
        reading.rest = reading.rest.subarray(part.length);
        reading.at += part.length;
        this.#onBytes(reading.at);
        yield part;
        if (turn !== this.#turn) return;
      }
    } catch (error) {
      if (turn === this.#turn) this.#failure = error;
      throw error;
    }
  }

  /** All of it at once, for a blob small enough to be held. Throws as `read`. */
  async readWhole(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.read(0, this.#blob.size)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** Lets the source go. */
  close(): void {
    const { from } = this.#reading ?? {};
    this.#reading = undefined;
    this.#turn += 1;
    // What a source says to being left concerns nobody any more.
    from?.return?.().catch(() => {});
  }

  async #readingAt(start: number, turn: number): Promise<Reading | undefined> {
    const known = this.#reading;
    if (known?.at === start && !known.busy) return known;
    this.#reading = undefined;
    known?.from.return?.().catch(() => {}); // as in `close`
    const from = (await this.#open(start))[Symbol.asyncIterator]();
    if (turn !== this.#turn) {
      from.return?.().catch(() => {});
      return undefined;
    }
    this.#reading = { from, at: start, rest: new Uint8Array(), busy: false };
    return this.#reading;
  }

  async #refill(reading: Reading): Promise<void> {
    reading.busy = true;
    while (reading.rest.length === 0) {
      const { done, value } = await reading.from.next();
      if (done === true) throw this.#mismatch('is shorter');
      reading.rest = value;
    }
    reading.busy = false;
  }

  #pass(at: number, part: Uint8Array): void {
    const end = at + part.length;
    // Sent before, or after what another process sent.
    if (end <= this.#hashed || at > this.#hashed) return;
    this.#hash.update(part.subarray(this.#hashed - at));
    this.#hashed = end;
    if (this.hasSeenAll) this.#verify();
  }

  #verify(): void {
    if (!this.#blob.digest.endsWith(`:${this.#hash.copy().digest('hex')}`))
      throw this.#mismatch('has another digest');
  }

  #mismatch(what: string): RegistryError {
    const { digest, size } = this.#blob;
    return new RegistryError(
      'digest_mismatch',
      `The blob to put ${what} than ${digest} (${size} bytes); it was not sent whole.`,
    );
  }
}
