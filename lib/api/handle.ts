import { unstable_rethrow } from 'next/navigation';
import { describeProblem, problemResponse } from '@/lib/api/problem';
import { assertSameOrigin } from '@/lib/api/same-origin';
import { AppError } from '@/lib/errors';

type Handler<C> = (request: Request, context: C) => Promise<Response>;

/** Largest body a write may have, in bytes. */
const MAX_BODY = 64 * 1024;

/** Wraps a route handler that reads: whatever it throws becomes a problem document. */
export function handleRead<C>(run: Handler<C>): Handler<C> {
  return async (request, context) => {
    try {
      return await run(request, context);
    } catch (error) {
      unstable_rethrow(error); // Next steers rendering with thrown values; they are not ours
      if (describeProblem(error) === undefined) reportBug(request, error);
      return problemResponse(error);
    }
  };
}

/** Wraps a route handler that writes: the same, after refusing requests from other sites. */
export function handleWrite<C>(run: Handler<C>): Handler<C> {
  return handleRead(async (request, context) => {
    assertSameOrigin(request.headers);
    return run(request, context);
  });
}

/**
 * The JSON body of a write, of at most 64 KiB.
 * @throws AppError `invalid_request` when it is not JSON, not declared as JSON, or too large
 */
export async function readJson(request: Request): Promise<unknown> {
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new AppError('invalid_request', 'Send the body as application/json.');
  }
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('invalid_request', 'The body is not JSON.', { cause: error });
  }
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY)
      throw new AppError('invalid_request', `The body is larger than ${MAX_BODY / 1024} KiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The query parameters as an object; of a repeated name the last value counts. */
export function readQuery(request: Request): Record<string, string> {
  return Object.fromEntries(new URL(request.url).searchParams);
}

function reportBug(request: Request, error: unknown): void {
  const { pathname } = new URL(request.url);
  process.stderr.write(
    `${request.method} ${pathname} failed: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
}
