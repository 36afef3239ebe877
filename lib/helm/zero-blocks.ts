const BLOCK = 512;
const ZEROS = Buffer.alloc(BLOCK);

/**
 * Watches a tar stream for its end: two blocks of zeros
 * (https://www.gnu.org/software/tar/manual/html_node/Standard.html). tar-stream reads on behind them while Helm stops
 * there, and an entry one of them sees and the other does not is a hiding place.
 */
export class ZeroBlocks {
  #offset = 0;
  #rest = Buffer.alloc(0);
  #runs: { start: number; end: number }[] = [];

  /** Takes the next bytes of the stream. */
  push(chunk: Uint8Array): void {
    const bytes = this.#rest.byteLength === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (; at + BLOCK <= bytes.byteLength; at += BLOCK) {
      if (bytes.compare(ZEROS, 0, BLOCK, at, at + BLOCK) === 0) this.#add(this.#offset + at);
    }
    this.#offset += at;
    this.#rest = bytes.subarray(at);
  }

  /**
   * Whether the archive ended somewhere between two byte offsets that are not inside a file. Offsets must not go
   * backwards from call to call: what lies before `from` is forgotten.
   */
  endsBetween(from: number, to: number): boolean {
    this.#runs = this.#runs.filter(({ end }) => end > from);
    return this.#runs.some(({ start, end }) => Math.min(end, to) - Math.max(start, from) >= 2 * BLOCK);
  }

  #add(start: number): void {
    const last = this.#runs.at(-1);
    if (last?.end === start) last.end += BLOCK;
    else this.#runs.push({ start, end: start + BLOCK });
  }
}
