import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RETRY_AFTER, type Webhook } from '@/lib/channels/webhooks/deliver-webhook';
import { signWebhook } from '@/lib/channels/webhooks/sign-webhook';
import type { WebhookEvent } from '@/lib/channels/webhooks/webhook-event';
import { createWebhookQueue, type WebhookQueue } from '@/lib/channels/webhooks/webhook-queue';
import { WebhookSender } from '@/lib/channels/webhooks/webhook-sender';
import { createWebPost } from '@/lib/oci/web-post';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import type { Store } from '@/lib/store/store';

const LIMITS = { queued: 12, logged: 15 };
const SECRET = 'a secret that is long enough';

interface Received {
  headers: IncomingMessage['headers'];
  body: string;
}

let folder: string;
let receiver: Server;
let url: string;
let answer: (received: Received, response: ServerResponse) => void;
let received: Received[];
let store: Store;
let queue: WebhookQueue;
let senders: WebhookSender[];
let clock: number;
let ids: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-webhooks-'));
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const got = { headers: request.headers, body: Buffer.concat(chunks).toString() };
      received.push(got);
      answer(got, response);
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/T0/secret-path`;
});

afterAll(async () => {
  receiver.close();
  receiver.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async ({ task }) => {
  store = await openLmdbStore(join(folder, task.id));
  queue = createWebhookQueue(store, LIMITS);
  received = [];
  senders = [];
  clock = Date.UTC(2026, 10, 1);
  ids = 0;
  answer = (_received, response) => response.writeHead(204).end();
});

afterEach(async () => {
  await Promise.all(senders.map((sender) => sender.close()));
  await store.close();
});

const hook = (more: Partial<Webhook> = {}): Webhook => ({
  name: 'releases',
  url,
  secret: SECRET,
  events: [],
  registries: [],
  ...more,
});

const event = (version: string, more: Partial<WebhookEvent> = {}): WebhookEvent => ({
  type: 'version.published',
  registry: 'production',
  repository: 'platform/app',
  at: '2026-11-01T00:00:00Z',
  path: `/charts/production/platform/app@${version}`,
  data: { version },
  ...more,
});

/** Waiting takes no time: the clock goes on instead, by more, so that hours pass in few steps. */
function openSender(hooks: Webhook[], leases = { held: false }): WebhookSender {
  const sender = new WebhookSender({
    hooks,
    queue,
    post: createWebPost('off'),
    acquire: async () => {
      if (leases.held) return null;
      leases.held = true;
      return {
        confirm: () => Promise.resolve(true),
        release: async () => {
          leases.held = false;
        },
      };
    },
    now: () => clock,
    random: () => 0,
    publicUrl: 'https://charts.example.com',
    newId: () => `id-${String((ids += 1)).padStart(4, '0')}`,
    wait: (milliseconds) =>
      new Promise((resolve) => {
        clock += 300 * milliseconds;
        setImmediate(resolve);
      }),
    report: (error) => {
      throw error;
    },
  });
  senders.push(sender);
  return sender;
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setImmediate(resolve));
}

const isEmpty = async (name = 'releases'): Promise<boolean> => (await queue.first(name)) === undefined;

test('a message is signed so that its receiver can check it', async () => {
  const sender = openSender([hook()]);
  sender.start();
  await sender.tell(event('1.2.1'));
  await until(() => isEmpty());
  const [{ headers, body }] = received as [Received];
  const id = String(headers['webhook-id']);
  const timestamp = String(headers['webhook-timestamp']);
  const expected = createHmac('sha256', SECRET).update(`${id}.${timestamp}.${body}`).digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${expected}`);
  expect(headers['content-type']).toBe('application/json');
  expect(JSON.parse(body)).toEqual({
    type: 'version.published',
    timestamp: '2026-11-01T00:00:00Z',
    data: {
      registry: 'production',
      repository: 'platform/app',
      version: '1.2.1',
      path: '/charts/production/platform/app@1.2.1',
      url: 'https://charts.example.com/charts/production/platform/app@1.2.1',
    },
  });
});

test('a secret in the form of Standard Webhooks is decoded', () => {
  // The specification's own example: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
  const signed = signWebhook(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1_614_265_330_000,
    '{"test": 2432232314}',
  );
  expect(signed['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('messages come in order, also when the first one fails for a while', async () => {
  let failures = 3;
  answer = (_received, response) => {
    failures -= 1;
    response.writeHead(failures >= 0 ? 503 : 200).end();
  };
  const sender = openSender([hook()]);
  sender.start();
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await sender.tell(event(version));
  await until(() => isEmpty());
  const versions = received.map(
    ({ body }) => (JSON.parse(body) as { data: { version: string } }).data.version,
  );
  expect(versions).toEqual(['1.0.0', '1.0.0', '1.0.0', '1.0.0', '1.1.0', '1.2.0']);
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
  const log = await queue.list('releases');
  expect(log.map(({ outcome, attempt, status }) => [outcome, attempt, status]).slice(-4)).toEqual([
    ['delivered', 4, 200],
    ['retrying', 3, 503],
    ['retrying', 2, 503],
    ['retrying', 1, 503],
  ]);
});

test('a message that is never taken is given up in the end, and can be sent again', async () => {
  answer = (_received, response) => response.writeHead(500).end();
  const sender = openSender([hook()]);
  sender.start();
  await sender.tell(event('1.2.1'));
  await until(() => isEmpty());
  const [last] = await queue.list('releases');
  expect(last).toMatchObject({ outcome: 'given-up', attempt: RETRY_AFTER.length + 1, next: null });
  answer = (_received, response) => response.writeHead(200).end();
  await sender.repeat('releases', last?.id ?? '');
  await until(async () => (await queue.list('releases'))[0]?.outcome === 'delivered');
  await expect(sender.repeat('releases', 'no-such')).rejects.toMatchObject({ code: 'call_not_found' });
});

test('410 says that nobody wants it any more', async () => {
  answer = (_received, response) => response.writeHead(410).end();
  const sender = openSender([hook()]);
  sender.start();
  await sender.tell(event('1.2.1'));
  await until(() => isEmpty());
  expect(received).toHaveLength(1);
  expect(await queue.list()).toMatchObject([{ outcome: 'given-up', status: 410 }]);
});

test('a redirect is not followed, and a failure shows no path, which may be a secret', async () => {
  answer = (_received, response) => response.writeHead(307, { location: '/elsewhere' }).end();
  const sender = openSender([hook(), hook({ name: 'gone', url: 'http://127.0.0.1:9/T0/secret-path' })]);
  await sender.tell(event('1.2.1'));
  sender.start();
  await until(async () => (await queue.list()).length >= 2);
  await sender.close();
  const log = await queue.list();
  expect(log.find(({ hook: name }) => name === 'releases')).toMatchObject({
    outcome: 'retrying',
    status: 307,
  });
  expect(JSON.stringify(log)).not.toContain('secret-path');
});

test('what waits is delivered after a restart', async () => {
  await openSender([hook()]).tell(event('1.2.1'));
  expect(received).toEqual([]);
  openSender([hook()]).start();
  await until(() => isEmpty());
  expect(received).toHaveLength(1);
});

test('of two processes one delivers', async () => {
  const leases = { held: false };
  const [first, second] = [openSender([hook()], leases), openSender([hook()], leases)];
  first.start();
  second.start();
  for (let minor = 0; minor < 10; minor += 1) await (minor % 2 ? first : second).tell(event(`1.${minor}.0`));
  await until(() => isEmpty());
  expect(received).toHaveLength(10);
});

describe('a hook hears of', () => {
  test.each<[Partial<Webhook>, Partial<WebhookEvent>, boolean]>([
    [{}, {}, true],
    [{ events: ['version.published'] }, {}, true],
    [{ events: ['channel.moved'] }, {}, false],
    [{ registries: ['production'] }, {}, true],
    [{ registries: ['staging'] }, {}, false],
  ])('%j of %j: %s', async (settings, about, wanted) => {
    await openSender([hook(settings)]).tell(event('1.2.1', about));
    expect(await isEmpty()).toBe(!wanted);
  });
});

test('the log is bounded', async () => {
  for (let index = 0; index < LIMITS.logged + 20; index += 1) {
    const record = { hook: 'releases', id: `id-${1000 + index}`, attempt: 1, event: event(`1.0.${index}`) };
    const told = { status: 200, duration: 1, error: null, next: null, outcome: 'delivered' } as const;
    await queue.settle({ ...record, ...told, at: new Date(clock + index).toISOString() }, null);
  }
  const log = await queue.list('releases');
  expect(log).toHaveLength(LIMITS.logged);
  expect(log[0]?.event.data).toEqual({ version: `1.0.${LIMITS.logged + 19}` });
});

test('a queue that is full gives up its oldest, visibly', async () => {
  for (let index = 0; index <= LIMITS.queued; index += 1) {
    const id = `id-${10_000 + index}`;
    await queue.add({ hook: 'releases', id, event: event(`1.0.${index}`), attempts: 0, due: clock });
  }
  expect(await queue.first('releases')).toMatchObject({ id: 'id-10001' });
  expect(await queue.list()).toMatchObject([{ id: 'id-10000', outcome: 'given-up', status: null }]);
});
