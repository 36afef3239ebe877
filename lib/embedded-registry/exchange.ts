import type { IncomingMessage, ServerResponse } from 'node:http';
import { OciError } from '@/lib/embedded-registry/oci-error';

/** One request and its answer, as the endpoints see them. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** the query of the request's address */
  query: URLSearchParams;
}

export type Headers = Record<string, string | number | string[]>;

/** Answers without a body. */
export function sendEmpty({ response }: Exchange, status: number, headers: Headers): void {
  response.writeHead(status, {
    ...headers,
    ...(status === 204 || status === 304 ? {} : { 'Content-Length': 0 }),
  });
  response.end();
}

/** Answers with JSON; to HEAD with its headers only. */
export function sendJson(
  { request, response }: Exchange,
  status: number,
  json: unknown,
  headers: Headers = {},
): void {
  const body = Buffer.from(JSON.stringify(json));
  response.writeHead(status, {
    'Content-Type': 'application/json',
    ...headers,
    'Content-Length': body.byteLength,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Answers with the specification's error envelope: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
export function sendError(exchange: Exchange, error: OciError): void {
  const { code, message, detail } = error;
  const entry = detail === undefined ? { code, message } : { code, message, detail };
  sendJson(exchange, error.status, { errors: [entry] }, { ...error.headers });
}

/** The request's media type without parameters, in lower case; empty when it has none. */
export function contentType({ request }: Exchange): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** The announced length of the body in bytes; undefined for a streamed one. Node has checked that it is a number. */
export function contentLength({ request }: Exchange): number | undefined {
  const length = request.headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

/**
 * Reads a whole body of at most `limit` bytes.
 * @throws OciError with status 413
 */
export async function readBody(exchange: Exchange, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = contentLength(exchange) ?? 0;
  if (size > limit) throw tooLarge(limit);
  size = 0;
  for await (const chunk of bodyOf(exchange)) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body as it arrives. Leaving the loop early keeps the connection, so that a refusal still reaches the client. */
export function bodyOf({ request }: Exchange): AsyncIterable<Uint8Array> {
  return request.iterator({ destroyOnReturn: false });
}

/** Whether the client already has what `etag` names: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2 */
export function isKnownToClient({ request }: Exchange, etag: string): boolean {
  const header = request.headers['if-none-match'];
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

function tooLarge(limit: number): OciError {
  return new OciError('SIZE_INVALID', `A manifest may have at most ${limit} bytes.`, { status: 413 });
}
