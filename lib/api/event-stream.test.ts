import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { afterEach, expect, test } from 'vitest';
import { answerWithEvents, type EventStreamOptions } from '@/lib/api/event-stream';

type Send = Parameters<EventStreamOptions['begin']>[0];

let server: Server | undefined;

/** Serves streams over real HTTP, as a route handler's request is served: leaving aborts its signal. */
async function serve(begin: EventStreamOptions['begin']): Promise<string> {
  server = createServer((_request, response) => {
    const leave = new AbortController();
    response.on('close', () => leave.abort());
    const answer = answerWithEvents({ begin, signal: leave.signal, retry: 1500 });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    Readable.fromWeb(answer.body as NodeStream).pipe(response);
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  const running = server;
  server = undefined;
  if (running === undefined) return;
  running.closeAllConnections();
  await new Promise((closed) => running.close(closed));
});

/** Something that happens once, and can be waited for. */
function occasion(): { happen: () => void; happened: Promise<void> } {
  let happen: (() => void) | null = null;
  const happened = new Promise<void>((resolve) => (happen = resolve));
  return { happen: () => happen?.(), happened };
}

const open = (url: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => get(url, resolve).on('error', reject));

/** Reads until the text is there. */
async function readUntil(answer: IncomingMessage, text: string): Promise<string> {
  let read = '';
  answer.setEncoding('utf8');
  return new Promise((resolve) =>
    answer.on('data', (chunk: string) => {
      read += chunk;
      if (read.includes(text)) resolve(read);
    }),
  );
}

test('events arrive one by one, and what sends them ends when the reader leaves', async () => {
  let send: Send | undefined;
  const end = occasion();
  const url = await serve((given) => {
    send = given;
    given({ id: 'run.0', data: '{"kind":"hello"}' });
    return end.happen;
  });
  const answer = await open(url);
  expect(answer.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  expect(await readUntil(answer, 'hello')).toBe('retry: 1500\n\nid: run.0\ndata: {"kind":"hello"}\n\n');
  const second = readUntil(answer, 'index');
  send?.({ id: 'run.1', data: '{"kind":"index"}' });
  expect(await second).toBe('id: run.1\ndata: {"kind":"index"}\n\n');
  answer.destroy();
  await end.happened;
});

test('a reader who does not read is cut off, and nothing is kept for it', () => {
  let ends = 0;
  let send: Send | undefined;
  const answer = answerWithEvents({
    begin: (given) => {
      send = given;
      return () => (ends += 1);
    },
    signal: new AbortController().signal,
    retry: 1000,
  });
  for (let count = 0; count < 1000; count += 1) send?.({ id: 'x', data: 'x'.repeat(1024) });
  expect(ends).toBe(1);
  expect(answer.body?.locked).toBe(false);
});

test('whoever has left already begins nothing that stays', () => {
  let ends = 0;
  answerWithEvents({ begin: () => () => (ends += 1), signal: AbortSignal.abort(), retry: 1000 });
  expect(ends).toBe(1);
});

test('the streams end with the server, so that it can', async () => {
  const end = occasion();
  const url = await serve((send) => {
    send({ id: 'run.0', data: 'x' });
    return end.happen;
  });
  const answer = await open(url);
  const finished = new Promise((resolve) => answer.on('end', resolve));
  await readUntil(answer, 'run.0');
  const attending = process.listeners('SIGTERM').filter(({ name }) => name === 'endWithServer');
  expect(attending).toHaveLength(1); // one for all streams
  for (const attend of attending) attend('SIGTERM');
  await Promise.all([end.happened, finished]);
});
