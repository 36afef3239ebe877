import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { answerEncoded, encodeProblem } from '@/lib/api/encoded-answer';

const TEXT = '{"name":"Gäste"}';
const content = { text: TEXT, brotli: async () => brotliCompressSync(TEXT) };

const CALLERS: [accepted: string | null, brotli: boolean][] = [
  [null, false],
  ['', false],
  ['identity', false],
  ['gzip, deflate, br, zstd', true],
  ['gzip, deflate', false],
  ['br', true],
  ['BR;q=0.1', true],
  ['br; q=1.000 , gzip', true],
  ['gzip,br;q=0.01', true],
  ['br;q=0, gzip', false],
  ['br; q=0.000, gzip ;q=0', false],
  ['*', false],
  ['brotli', false],
  ['xbr', false],
];

function ask(accepted: string | null): Request {
  return new Request('http://localhost/', {
    headers: accepted === null ? {} : { 'accept-encoding': accepted },
  });
}

async function read(response: Response): Promise<string> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const brotli = response.headers.get('content-encoding') === 'br';
  return (brotli ? brotliDecompressSync(bytes) : Buffer.from(bytes)).toString();
}

test.each(CALLERS)('to “%s” the answer is in Brotli: %s', async (accepted, brotli) => {
  const response = await answerEncoded(ask(accepted), content);
  expect(response.headers.get('content-encoding')).toBe(brotli ? 'br' : null);
  expect(response.headers.get('vary')).toBe('accept-encoding');
  expect(response.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  expect(await read(response)).toBe(TEXT);
});

test.each(CALLERS)('to “%s” a problem is in Brotli: %s', async (accepted, brotli) => {
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  const problem = new Response(TEXT, { status: 404, headers });
  const response = await encodeProblem(ask(accepted), problem);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-encoding')).toBe(brotli ? 'br' : null);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await read(response)).toBe(TEXT);
});

test('an answer that is no problem is encoded already', async () => {
  const response = await answerEncoded(ask('br'), content);
  expect(await encodeProblem(ask('br'), response)).toBe(response);
});
