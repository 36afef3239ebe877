import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ApiProblem, describeFailure } from '@/lib/queries/api-problem';
import { getJson, postJson, postNothing } from '@/lib/queries/get-json';

const Greeting = z.object({ hello: z.string() });
let server: Server | undefined;

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(): Promise<void> {
  const open = server;
  server = undefined;
  if (open === undefined) return;
  open.closeAllConnections();
  await new Promise((closed) => open.close(closed));
}
afterEach(stop);

async function failureOf(promise: Promise<unknown>): Promise<ApiProblem> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiProblem)) throw new TypeError(`expected an ApiProblem, got ${String(error)}`);
  return error;
}

describe('getJson', () => {
  test('gives the checked answer', async () => {
    const origin = await serve((_request, response) => response.end('{"hello":"sea","more":1}'));
    expect(await getJson(`${origin}/x`, Greeting)).toEqual({ hello: 'sea' });
  });

  test('keeps everything a problem document says', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Moved',
      status: 409,
      detail: 'It moved.',
      code: 'channel_moved',
    };
    const origin = await serve((_request, response) => {
      response.writeHead(409, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ ...problem, current: 'sha256:ab' }));
    });
    const failure = await failureOf(getJson(`${origin}/x`, Greeting));
    expect(failure).toMatchObject({
      code: 'channel_moved',
      status: 409,
      title: 'Moved',
      detail: 'It moved.',
      message: 'It moved.',
      members: { current: 'sha256:ab' },
    });
    expect(describeFailure(failure)).toEqual({ title: 'Moved', detail: 'It moved.' });
  });

  test.each([
    {
      name: 'a failure that is no problem document',
      status: 502,
      body: '<h1>Bad gateway</h1>',
      says: 'Bad gateway',
    },
    { name: 'a failure without a body', status: 500, body: '', says: 'no reason given' },
    { name: 'an answer of another shape', status: 200, body: '{"hello":1}', says: 'hello' },
    { name: 'an answer that is not JSON', status: 200, body: 'hello', says: 'body' },
  ])('says what came back: $name', async ({ status, body, says }) => {
    const origin = await serve((_request, response) => response.writeHead(status).end(body));
    const failure = await failureOf(getJson(`${origin}/x`, Greeting));
    expect(failure).toMatchObject({ code: 'unexpected_answer', status });
    expect(failure.detail).toContain(says);
  });

  test('tells a server that is away from one that refuses', async () => {
    const origin = await serve((_request, response) => response.end());
    await stop();
    expect(await failureOf(getJson(`${origin}/x`, Greeting))).toMatchObject({
      code: 'unreachable',
      status: null,
    });
  });

  test('lets an abort be an abort', async () => {
    const origin = await serve(() => controller.abort());
    const controller = new AbortController();
    await expect(getJson(`${origin}/x`, Greeting, controller.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

test('postJson sends JSON and the given headers', async () => {
  const origin = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, headers } = request;
      response.end(
        JSON.stringify({
          hello: [method, headers['content-type'], headers['x-actor'], String(Buffer.concat(chunks))].join(
            ' ',
          ),
        }),
      );
    });
  });
  const answer = await postJson(`${origin}/x`, { a: 1 }, Greeting, { headers: { 'x-actor': 'ada' } });
  expect(answer.hello).toBe('POST application/json ada {"a":1}');
});

test('postNothing is content with an empty 202', async () => {
  const origin = await serve((_request, response) => response.writeHead(202).end());
  await expect(postNothing(`${origin}/x`)).resolves.toBeUndefined();
});
