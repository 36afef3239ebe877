/** A request as the scripted server saw it. */
export interface ScriptedRequest {
  method: string;
  /** without the query */
  path: string;
  query: URLSearchParams;
  /** names in lower case; repeated fields joined by `, ` */
  headers: Record<string, string | undefined>;
  body: Buffer;
  /** aborted when the client leaves before it has the whole answer */
  signal: AbortSignal;
}

/** What the scripted server does with a request. */
export interface ScriptedAnswer {
  /** 200 by default */
  status?: number;
  headers?: Record<string, string | string[]>;
  /** text or bytes get a Content-Length; an iterable is sent piece by piece, chunked */
  body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** held back until this settles; `stall()` never does */
  after?: Promise<unknown>;
  /** breaks the connection off: before anything was sent, or after the body as given (less than was announced) */
  reset?: 'before' | 'midway';
}

/** An answer, or how to make one from the request. */
export type Script = ScriptedAnswer | ((request: ScriptedRequest) => Reply | Promise<Reply>);

/** An answer; undefined for the registry's own; `before` for that of the rule given before. */
export type Reply = ScriptedAnswer | 'before' | undefined;

/** JSON with its content type. */
export function json(value: unknown, init: Omit<ScriptedAnswer, 'body'> = {}): ScriptedAnswer {
  return {
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
    body: JSON.stringify(value),
  };
}

/** An error in the distribution specification's envelope. */
export function registryError(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): ScriptedAnswer {
  return json({ errors: [{ code, message }] }, { status, headers });
}

/** `429 TOOMANYREQUESTS`, with `Retry-After` where given (seconds, or an HTTP date). */
export function rateLimited(retryAfter?: string): ScriptedAnswer {
  return registryError(
    429,
    'TOOMANYREQUESTS',
    'too many requests',
    retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  );
}

/** An HTML page, as proxies and login walls answer. */
export function html(status = 200): ScriptedAnswer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html><title>Sign in</title>',
  };
}

/** The connection breaks off before any answer. */
export function reset(): ScriptedAnswer {
  return { reset: 'before' };
}

/** Announces `announced` bytes, sends `body`, and breaks the connection off. */
export function cutShort(body: string | Uint8Array, announced: number): ScriptedAnswer {
  return { headers: { 'content-length': String(announced) }, body, reset: 'midway' };
}

/** Takes the request and never answers. */
export function stall(): ScriptedAnswer {
  return { after: new Promise<never>(() => {}) };
}

/** Sends `count` pieces of `bytes` zero bytes, without announcing a length. */
export function endless(count: number, bytes = 64 * 1024): ScriptedAnswer {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let index = 0; index < count; index += 1) yield new Uint8Array(bytes);
  }
  return { headers: { 'content-type': 'application/octet-stream' }, body: pieces() };
}
