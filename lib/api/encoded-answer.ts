import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { TAKES_BROTLI } from '@/lib/api/brotli-callers.mjs';

/** A text, and the same compressed with Brotli. */
export interface EncodedContent {
  text: string;
  brotli: () => Promise<Uint8Array>;
}

const takesBrotli = new RegExp(`^${TAKES_BROTLI}$`);
const compress = promisify(brotliCompress);

/**
 * Answers JSON that never changes under its address: in Brotli to those who take it, and plain to others, for whom
 * Next.js compresses it with gzip. Whatever else such an address answers must go through `encodeProblem`.
 */
export async function answerEncoded(request: Request, content: EncodedContent): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    'cache-control': 'private, max-age=31536000, immutable',
    vary: 'accept-encoding',
  };
  return isBrotliCaller(request)
    ? encoded(await content.brotli(), 200, headers)
    : new Response(content.text, { headers });
}

/** The answer, in Brotli where its address says so to this caller. */
export async function encodeProblem(request: Request, response: Response): Promise<Response> {
  if (response.ok || !isBrotliCaller(request)) return response;
  return encoded(await compress(await response.text()), response.status, response.headers);
}

function encoded(bytes: Uint8Array, status: number, headers: HeadersInit): Response {
  const body = new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
  const described = new Headers(headers);
  described.set('content-encoding', 'br');
  return new Response(body, { status, headers: described });
}

function isBrotliCaller(request: Request): boolean {
  return takesBrotli.test(request.headers.get('accept-encoding') ?? '');
}
