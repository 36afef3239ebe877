import type { Effort } from '@/lib/helm/effort';
import type { TemplateOutput } from '@/lib/helm/template-evaluation';

interface Segment {
  /** where it starts in the rendered text */
  start: number;
  /** the template's line it comes from */
  line: number;
}

/** What a template printed, knowing which line of the template each part comes from. */
export class RenderedText implements TemplateOutput {
  readonly #texts: string[] = [];
  readonly #segments: Segment[] = [];
  readonly #effort: Effort;
  #length = 0;

  constructor(effort: Effort) {
    this.#effort = effort;
  }

  write(text: string, line: number, literal: boolean): void {
    if (text === '') return;
    this.#effort.checkLength(this.#length + text.length);
    this.#effort.spendText(text.length);
    // One segment for each line of literal text, so that finding a line is one search.
    const lineStarts = literal ? [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)] : [0];
    this.#effort.spend(lineStarts.length >> 2);
    lineStarts.forEach((start, index) =>
      this.#segments.push({ start: this.#length + start, line: line + index }),
    );
    this.#texts.push(text);
    this.#length += text.length;
  }

  get text(): string {
    return this.#texts.join('');
  }

  /** The template's line the character at `offset` comes from. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#segments[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#segments[low]?.line ?? 1;
  }
}
