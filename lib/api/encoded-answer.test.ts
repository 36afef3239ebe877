import { brotliCompressSync, brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { answerEncoded } from '@/lib/api/encoded-answer';

const TEXT = '{"name":"Gäste"}';
const content = { text: TEXT, brotli: async () => brotliCompressSync(TEXT) };

const DECODE = {
  br: (bytes: Uint8Array) => brotliDecompressSync(bytes).toString(),
  gzip: (bytes: Uint8Array) => gunzipSync(bytes).toString(),
  identity: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};

test.each<[string | null, keyof typeof DECODE]>([
  [null, 'identity'],
  ['', 'identity'],
  ['identity', 'identity'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['BR;q=0.1', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['br; q=0.000, gzip ;q=0', 'identity'],
  ['*', 'br'],
  ['br;q=0, *;q=0.5', 'gzip'],
  ['brotli', 'identity'],
])('to “%s” the answer is in %s', async (accepted, coding) => {
  const headers = new Headers(accepted === null ? {} : { 'accept-encoding': accepted });
  const response = await answerEncoded(new Request('http://localhost/', { headers }), content);
  expect(response.headers.get('content-encoding') ?? 'identity').toBe(coding);
  expect(response.headers.get('vary')).toBe('accept-encoding');
  expect(response.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(response.headers.get('content-length')).toBe(String(bytes.byteLength));
  expect(DECODE[coding](bytes)).toBe(TEXT);
});
