import { signWebhook } from '@/lib/channels/webhooks/sign-webhook';
import type { WebhookEvent, WebhookEventType } from '@/lib/channels/webhooks/webhook-event';
import type { DeliveryRecord, QueuedMessage } from '@/lib/channels/webhooks/webhook-queue';
import type { WebPost } from '@/lib/oci/web-post';
import { RegistryError } from '@/lib/oci/registry-error';

/** Whom to tell, of what. */
export interface Webhook {
  name: string;
  url: string;
  secret: string;
  /** all when empty */
  events: readonly WebhookEventType[];
  /** names; all when empty */
  registries: readonly string[];
}

export interface DeliveryContext {
  post: WebPost;
  /** milliseconds since 1970 */
  now: () => number;
  /** a number in [0, 1) */
  random: () => number;
  /** where Chartroom is, such as `https://charts.example.com`; null when that is not configured */
  publicUrl: string | null;
}

const MINUTE = 60_000;
/** Milliseconds after each failed attempt; some 28 hours altogether. Then a message is given up. */
export const RETRY_AFTER = [
  5_000,
  30_000,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  120 * MINUTE,
  300 * MINUTE,
  600 * MINUTE,
  600 * MINUTE,
];

/** Whether a hook wants to hear of an event. */
export function wantsEvent({ events, registries }: Webhook, event: WebhookEvent): boolean {
  return (
    (events.length === 0 || events.includes(event.type)) &&
    (registries.length === 0 || registries.includes(event.registry))
  );
}

/**
 * Tries to deliver a message once. Any answer of 200 to 299 counts as delivered; 410 means that nobody wants it any
 * more; everything else is tried again later.
 * @returns what is to be recorded, and the message as it is to be tried again, or null
 */
export async function deliverWebhook(
  { name, url, secret }: Webhook,
  message: QueuedMessage,
  { post, now, random, publicUrl }: DeliveryContext,
): Promise<{ record: DeliveryRecord; again: QueuedMessage | null }> {
  const at = now();
  const body = writeMessage(message.event, publicUrl);
  const headers = { 'content-type': 'application/json', ...signWebhook(secret, message.id, at, body) };
  const { status, error } = await send(post, url, headers, body);
  const ended = now();
  const attempt = message.attempts + 1;
  const base = { hook: name, id: message.id, attempt, event: message.event, at: new Date(at).toISOString() };
  const seen = { status, duration: ended - at };
  if (error === null)
    return { record: { ...base, ...seen, outcome: 'delivered', error: null, next: null }, again: null };
  const pause = status === 410 ? undefined : RETRY_AFTER[message.attempts];
  if (pause === undefined)
    return { record: { ...base, ...seen, outcome: 'given-up', error, next: null }, again: null };
  const due = Math.round(ended + pause * (1 + random() / 5)); // so that several hooks of one host don't come at once
  return {
    record: { ...base, ...seen, outcome: 'retrying', error, next: new Date(due).toISOString() },
    again: { ...message, attempts: attempt, due },
  };
}

/** The body of a message: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure */
function writeMessage(
  { type, at, registry, repository, path, data }: WebhookEvent,
  publicUrl: string | null,
): string {
  const url = publicUrl === null ? null : new URL(path, publicUrl).href;
  return JSON.stringify({ type, timestamp: at, data: { registry, repository, ...data, path, url } });
}

async function send(
  post: WebPost,
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number | null; error: string | null }> {
  try {
    const status = await post(new URL(url), headers, body);
    const taken = status >= 200 && status < 300;
    return { status, error: taken ? null : `The receiver answered ${status}.` };
  } catch (failure) {
    if (failure instanceof RegistryError) return { status: failure.status ?? null, error: failure.message };
    throw failure;
  }
}
