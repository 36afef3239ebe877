import { createHmac } from 'node:crypto';

/** A secret as the configuration has it: `whsec_` and base64, or any text. */
function keyOf(secret: string): Buffer {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  return base64 === undefined ? Buffer.from(secret, 'utf8') : Buffer.from(base64, 'base64');
}

/**
 * The headers by which a receiver knows that a message came from us, now: its id, the time, and an HMAC over both and
 * the body. Rule: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @param id the same when the message is sent again
 * @param at milliseconds since 1970, of this attempt
 */
export function signWebhook(secret: string, id: string, at: number, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
