import { STATUS_CODES } from 'node:http';

/** A request on its way to the registry. */
export interface ProxiedRequest {
  method: string;
  /** with the query */
  path: string;
  /** names in lower case */
  headers: Record<string, string>;
  body: Buffer;
}

/** A whole answer. Of an answer to HEAD the body is empty and `content-length` what the registry said. */
export interface ProxiedAnswer {
  status: number;
  /** names in lower case */
  headers: Record<string, string>;
  body: Buffer;
}

/** What goes over the wire in place of an undisturbed answer. */
export interface Delivery {
  pieces: Iterable<Buffer>;
  /** milliseconds between pieces */
  pause?: number;
  /** what becomes of the connection: kept for the next request, ended, broken off (RST), or left open in silence */
  connection: 'keep' | 'end' | 'reset' | 'hold';
}

/** What a fault is made from. */
export interface FaultContext {
  request: ProxiedRequest;
  /** a number in [0, 1) */
  random: () => number;
  /** milliseconds since the epoch */
  now: () => number;
}

/** A fault: an answer given in the registry's place, or what becomes of the registry's own answer. */
export type Fault =
  | { instead: (context: FaultContext) => ProxiedAnswer }
  /** undefined where the answer has nothing that this fault could spoil. The registry has acted on the request. */
  | { spoil: (answer: ProxiedAnswer, context: FaultContext) => Delivery | undefined };

/** Every fault the proxy knows, by kind. */
export const FAULTS = {
  'reset before headers': { spoil: () => ({ pieces: [], connection: 'reset' }) },
  'reset in headers': {
    spoil: (answer, { request, random }) => {
      const head = headOf(answer, request);
      return { pieces: [head.subarray(0, between(9, head.length - 3, random))], connection: 'reset' };
    },
  },
  'reset in body': { spoil: (answer, context) => partly(answer, context, 'reset') },
  'stall before headers': { spoil: () => ({ pieces: [], connection: 'hold' }) },
  'stall in body': { spoil: (answer, context) => partly(answer, context, 'hold') },
  'slow body': {
    spoil: (answer, { request }) => {
      if (!hasBody(answer, request)) return undefined;
      const step = Math.ceil(answer.body.length / 4);
      const pieces = [0, 1, 2, 3].map((quarter) =>
        answer.body.subarray(quarter * step, (quarter + 1) * step),
      );
      return { pieces: [headOf(answer, request), ...pieces], pause: 5, connection: 'keep' };
    },
  },
  /** ends before the announced length */
  'cut short': { spoil: (answer, context) => partly(answer, context, 'end') },
  /** part of the body, announced as all of it */
  'short length': {
    spoil: (answer, { request, random }) =>
      hasBody(answer, request) ? whole({ ...answer, body: part(answer.body, random) }, request) : undefined,
  },
  'short chunks': {
    spoil: (answer, { request, random }) => {
      if (!hasBody(answer, request)) return undefined;
      const { 'content-length': _, ...headers } = answer.headers;
      const chunk = part(answer.body, random);
      const head = headOf({ ...answer, headers: { ...headers, 'transfer-encoding': 'chunked' } }, request);
      const size = Buffer.from(`${chunk.length.toString(16)}\r\n`);
      return {
        pieces: [Buffer.concat([head, size, chunk, Buffer.from('\r\n0\r\n\r\n')])],
        connection: 'keep',
      };
    },
  },
  'flipped bit': {
    spoil: (answer, { request, random }) => {
      if (!hasBody(answer, request)) return undefined;
      const body = Buffer.from(answer.body);
      const at = between(0, body.length - 1, random);
      body[at] = (body[at] ?? 0) ^ (1 << between(0, 7, random));
      return whole({ ...answer, body }, request);
    },
  },
  '429, seconds': { instead: () => refusal(429, 'TOOMANYREQUESTS', { 'retry-after': '1' }) },
  '429, date': {
    instead: ({ now }) =>
      refusal(429, 'TOOMANYREQUESTS', { 'retry-after': new Date(now() + 2000).toUTCString() }),
  },
  '429, an hour': { instead: () => refusal(429, 'TOOMANYREQUESTS', { 'retry-after': '3600' }) },
  '429, bare': { instead: () => refusal(429, 'TOOMANYREQUESTS') },
  '503, seconds': { instead: () => refusal(503, 'UNAVAILABLE', { 'retry-after': '1' }) },
  '503, bare': { instead: () => refusal(503, 'UNAVAILABLE') },
  '502 page': { instead: () => page(502, 'Bad gateway') },
  '500 JSON': { instead: () => refusal(500, 'UNKNOWN') },
  'empty 200': { instead: () => ({ status: 200, headers: {}, body: Buffer.alloc(0) }) },
  /** the login page of a captive portal */
  '200 page': { instead: () => page(200, 'Sign in') },
  'wrong digest header': {
    spoil: (answer, { request }) => {
      const digest = answer.headers['docker-content-digest'];
      if (digest === undefined) return undefined;
      const wrong = digest.replace(/[0-9a-f]$/, (digit) => (Number.parseInt(digit, 16) ^ 1).toString(16));
      return whole({ ...answer, headers: { ...answer.headers, 'docker-content-digest': wrong } }, request);
    },
  },
  'token of long ago': token(() => ({ issued_at: '1970-01-01T00:00:00Z', expires_in: 300 })),
  'token of the future': token(() => ({ issued_at: '2099-01-01T00:00:00Z', expires_in: 300 })),
  'token for no time': token(() => ({ expires_in: 0 })),
  'token ended already': token((now) => ({ issued_at: new Date(now - 60_000).toISOString(), expires_in: 1 })),
  'token for ever': token(() => ({ expires_in: Number.MAX_SAFE_INTEGER })),
  'token without a life': token(() => ({ expires_in: undefined, issued_at: undefined })),
  'not HTTP': { spoil: () => ({ pieces: [Buffer.from('SSH-2.0-OpenSSH_9.2\r\n\r\n')], connection: 'end' }) },
  'endless headers': { spoil: ({ status }) => ({ pieces: endlessHead(status), connection: 'hold' }) },
  /** the same answer twice, to one request */
  'doubled answer': {
    spoil: (answer, { request }) => {
      const once = Buffer.concat([headOf(answer, request), answer.body]);
      return { pieces: [Buffer.concat([once, once])], connection: 'keep' };
    },
  },
} satisfies Record<string, Fault>;

export type FaultKind = keyof typeof FAULTS;

/** Every kind of fault, in the order of `FAULTS`. */
export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

/** An answer as it is. */
export function whole(answer: ProxiedAnswer, request: ProxiedRequest): Delivery {
  const body = request.method === 'HEAD' ? [] : [answer.body];
  return { pieces: [Buffer.concat([headOf(answer, request), ...body])], connection: 'keep' };
}

/**
 * Whether no undetected harm can come of a fault: what it may change is checked against a digest, or can not be read
 * at all. Not covered is what only the registry knows, since the specification gives no checksum for it:
 * - a bit of a catalog or a tag list (another name, if it is still JSON), and of a manifest asked for by tag
 * - the digest a HEAD by tag names
 */
export function isDetectable(kind: FaultKind, { method, path }: ProxiedRequest): boolean {
  const isNamedByDigest = /\/(?:blobs|manifests)\/sha(?:256|512):[0-9a-f]+$/.test(path);
  switch (kind) {
    case 'flipped bit':
      return isNamedByDigest;
    case 'wrong digest header':
      return method !== 'HEAD' || isNamedByDigest;
    default:
      return true;
  }
}

function headOf({ status, headers, body }: ProxiedAnswer, { method }: ProxiedRequest): Buffer {
  const fields = { ...headers };
  if (fields['transfer-encoding'] === undefined)
    fields['content-length'] =
      method === 'HEAD' ? (headers['content-length'] ?? `${body.length}`) : `${body.length}`;
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`, 'latin1');
}

function hasBody({ body }: ProxiedAnswer, { method }: ProxiedRequest): boolean {
  return method !== 'HEAD' && body.length > 1;
}

/** A beginning of the bytes, never all. */
function part(body: Buffer, random: () => number): Buffer {
  return body.subarray(0, between(1, body.length - 1, random));
}

function partly(
  answer: ProxiedAnswer,
  { request, random }: FaultContext,
  connection: Delivery['connection'],
): Delivery | undefined {
  if (!hasBody(answer, request)) return undefined;
  return { pieces: [Buffer.concat([headOf(answer, request), part(answer.body, random)])], connection };
}

/** A whole number from `least` to `most`. */
function between(least: number, most: number, random: () => number): number {
  return least + Math.floor(random() * (most - least + 1));
}

function refusal(status: number, code: string, headers: Record<string, string> = {}): ProxiedAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify({ errors: [{ code, message: 'injected' }] })),
  };
}

function page(status: number, title: string): ProxiedAnswer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: Buffer.from(`<!doctype html><title>${title}</title>`),
  };
}

/** A token service whose clock or arithmetic is off. */
function token(fields: (now: number) => Record<string, unknown>): Fault {
  return {
    spoil: (answer, { request, now }) => {
      if (!request.path.startsWith('/token') || answer.status !== 200) return undefined;
      const document = JSON.parse(answer.body.toString('utf8')) as Record<string, unknown>;
      return whole(
        { ...answer, body: Buffer.from(JSON.stringify({ ...document, ...fields(now()) })) },
        request,
      );
    },
  };
}

function* endlessHead(status: number): Generator<Buffer, void, void> {
  yield Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n`);
  for (let line = 0; ; line += 1) yield Buffer.from(`x-${line}: ${'x'.repeat(1000)}\r\n`);
}
