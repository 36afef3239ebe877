import { AppError } from '@/lib/errors';

const MAX_TEXT = 512 * 1024;

/** What a piece of work may cost, counted in steps, so that a chart made to be slow ends soon. */
export class Effort {
  #left: number;

  /** @param steps about a microsecond or less each */
  constructor(steps: number) {
    this.#left = steps;
  }

  /** @throws AppError `invalid_chart` when the steps are used up */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new AppError('invalid_chart', 'The chart takes too long to read.');
  }

  /** Whether nothing is left. */
  get isUsedUp(): boolean {
    return this.#left < 0;
  }

  /**
   * Refuses a text longer than 512 Ki characters; to be asked before it is made.
   * @throws AppError `invalid_chart`
   */
  checkLength(length: number): void {
    if (length > MAX_TEXT) throw new AppError('invalid_chart', 'The chart makes too long a text.');
  }

  /** Checks and counts a text of that many characters, before it is made. */
  spendText(length: number): void {
    this.checkLength(length);
    this.spend(Math.ceil(length / 256));
  }

  /** Joins texts, checked and counted before. */
  join(texts: readonly string[], separator: string): string {
    this.spendText(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
    return texts.join(separator);
  }
}
