import {
  deliverWebhook,
  wantsEvent,
  type DeliveryContext,
  type Webhook,
} from '@/lib/channels/webhooks/deliver-webhook';
import type { WebhookEvent } from '@/lib/channels/webhooks/webhook-event';
import type { WebhookQueue } from '@/lib/channels/webhooks/webhook-queue';
import { AppError } from '@/lib/errors';
import type { Lease } from '@/lib/store/lease';

export interface WebhookSenderOptions extends DeliveryContext {
  hooks: readonly Webhook[];
  queue: WebhookQueue;
  /** Tries to be the one process that delivers to a hook; null while another is. */
  acquire: (hook: string) => Promise<Lease | null>;
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** an id that sorts by time */
  newId: () => string;
  /** takes failures that nobody waits for */
  report: (error: unknown) => void;
}

/** Milliseconds between two looks for messages that another process has queued; well within a lease. */
const LOOK = 2_000;
/** Milliseconds between two tries to take over from another process. */
const TAKE_OVER = 5_000;

/**
 * Tells others what happens, each in its own order, at least once. What waits is kept, so that a restart goes on with
 * it; of several processes on one store, one delivers to a hook.
 */
export class WebhookSender {
  readonly #options: WebhookSenderOptions;
  readonly #life = new AbortController();
  #wake = new AbortController();
  #serving: Promise<void>[] = [];

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
  }

  /** Begins to deliver. */
  start(): void {
    this.#serving = this.#options.hooks.map((hook) => this.#serve(hook));
  }

  /** Queues an event for every hook that wants it; resolves once that would survive a crash. */
  async tell(event: WebhookEvent): Promise<void> {
    const { hooks, queue, newId, now } = this.#options;
    for (const hook of hooks) {
      if (!wantsEvent(hook, event)) continue;
      await queue.add({ hook: hook.name, id: newId(), event, attempts: 0, due: now() });
    }
    this.#look();
  }

  /**
   * Queues a message again that was recorded, under its own id.
   * @throws AppError `call_not_found` when there is no such message, or its hook is gone
   */
  async repeat(hook: string, id: string): Promise<void> {
    const { hooks, queue, now } = this.#options;
    const record = await queue.find(hook, id);
    if (record === undefined || !hooks.some(({ name }) => name === hook))
      throw new AppError('call_not_found', 'No such message was sent, or it is too long ago.');
    await queue.add({ hook, id, event: record.event, attempts: record.attempt, due: now() });
    this.#look();
  }

  /** Ends delivering and waits for what is under way. */
  async close(): Promise<void> {
    this.#life.abort();
    this.#look();
    await Promise.all(this.#serving);
  }

  async #serve(hook: Webhook): Promise<void> {
    const { acquire, report } = this.#options;
    while (!this.#life.signal.aborted) {
      try {
        const lease = await acquire(hook.name);
        if (lease === null) await this.#pause(TAKE_OVER, false);
        else await this.#deliver(hook, lease);
      } catch (error) {
        report(error);
        await this.#pause(TAKE_OVER, false);
      }
    }
  }

  async #deliver(hook: Webhook, lease: Lease): Promise<void> {
    const { queue, now } = this.#options;
    try {
      while (!this.#life.signal.aborted && (await lease.confirm())) {
        const message = await queue.first(hook.name);
        const due = message === undefined ? Infinity : message.due - now();
        if (message === undefined || due > 0) {
          await this.#pause(Math.min(LOOK, due), true);
          continue;
        }
        const { record, again } = await deliverWebhook(hook, message, this.#options);
        await queue.settle(record, again);
      }
    } finally {
      await lease.release();
    }
  }

  /** Those who pause look again at once. */
  #look(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  async #pause(milliseconds: number, wakes: boolean): Promise<void> {
    const signal = wakes ? AbortSignal.any([this.#life.signal, this.#wake.signal]) : this.#life.signal;
    await this.#options.wait(milliseconds, signal);
  }
}
