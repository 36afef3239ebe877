import type { TemplateOutput } from '@/lib/helm/template-evaluation';
import type { Effort } from '@/lib/helm/template-value';

interface Segment {
  /** where it starts in the rendered text */
  start: number;
  /** the template's line it comes from */
  line: number;
  literal: boolean;
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
    this.#effort.spendText(this.#length + text.length);
    this.#segments.push({ start: this.#length, line, literal });
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
    const segment = this.#segments[low];
    if (segment === undefined) return 1;
    if (!segment.literal) return segment.line;
    const before = this.#texts[low]?.slice(0, offset - segment.start) ?? '';
    return segment.line + before.split('\n').length - 1;
  }
}
