import { bytesOf, stepsOf } from '@/lib/channels/plan-transfer';
import type { TransferPlan } from '@/lib/channels/transfer';
import type { StepRecord, TransferProgress } from '@/lib/channels/transfer-jobs';
import { TransferRate } from '@/lib/channels/transfer-rate';

/** Steps under way that are named at most. */
const MAX_CURRENT = 8;

/** Counts what is done of a transfer while it runs. */
export class TransferMeter {
  readonly #sizes: readonly number[];
  readonly #rate = new TransferRate();
  readonly #total: { items: number; bytes: number };
  readonly #done = { items: 0, bytes: 0 };
  /** what this run has sent: what was found there says nothing of how fast it goes */
  readonly #sent = { items: 0, bytes: 0 };
  readonly #current = new Map<number, number>();

  /** @param ended the steps that had ended before */
  constructor(plan: TransferPlan, ended: ReadonlyMap<number, StepRecord>) {
    this.#sizes = stepsOf(plan).map(({ step }) => bytesOf(step));
    this.#total = { items: this.#sizes.length, bytes: this.#sizes.reduce((sum, size) => sum + size, 0) };
    for (const number of ended.keys()) this.#count(number);
  }

  begin(step: number): void {
    this.#current.set(step, 0);
  }

  /** So many bytes of a step have gone out. */
  sent(step: number, bytes: number): void {
    this.#current.set(step, Math.min(bytes, this.#sizes[step] ?? 0));
  }

  end(step: number, how: StepRecord['how']): void {
    this.#current.delete(step);
    this.#count(step);
    this.#sent.items += 1;
    if (how === 'sent' || how === 'put') this.#sent.bytes += this.#sizes[step] ?? 0;
  }

  /** How far it is. @param at milliseconds, from any beginning; never less than before */
  read(at: number): TransferProgress {
    const under = [...this.#current.values()].reduce((sum, bytes) => sum + bytes, 0);
    this.#rate.measure(at, { items: this.#sent.items, bytes: this.#sent.bytes + under });
    const bytes = { done: this.#done.bytes + under, total: this.#total.bytes };
    const items = { done: this.#done.items, total: this.#total.items };
    return {
      items,
      bytes,
      rate: this.#rate.bytesPerSecond,
      secondsLeft: this.#rate.secondsFor({
        items: items.total - items.done,
        bytes: bytes.total - bytes.done,
      }),
      current: [...this.#current.keys()].slice(0, MAX_CURRENT),
    };
  }

  #count(step: number): void {
    this.#done.items += 1;
    this.#done.bytes += this.#sizes[step] ?? 0;
  }
}
