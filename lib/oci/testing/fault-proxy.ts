import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import {
  FAULTS,
  whole,
  type Delivery,
  type Fault,
  type FaultKind,
  type ProxiedAnswer,
  type ProxiedRequest,
} from '@/lib/oci/testing/faults';

/** Says which fault a request meets; undefined for none. */
export type FaultPlan = (request: ProxiedRequest, random: () => number) => FaultKind | undefined;

export interface FaultProxyOptions {
  /** what all chance comes from */
  seed: number;
  plan: FaultPlan;
  /** milliseconds since the epoch, for dates in answers */
  now?: () => number;
}

/** Fields that are about one connection: https://www.rfc-editor.org/rfc/rfc9110.html#section-7.6.1 */
const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host']);

/**
 * A proxy in front of a registry that spoils some of its answers, down to the bytes on the wire. What befalls a request
 * follows from the seed, the request (method, path and query), and how often that same request came before: neither the
 * order in which requests of a crawl arrive nor the time matter, so a run can be repeated.
 *
 * ```ts
 * const proxy = await startFaultProxy(server.origin, { seed: 1, plan: () => 'cut short' });
 * createRegistry({ url: proxy.origin });
 * expect(proxy.injected.get('cut short')).toBe(5);
 * await proxy.close();
 * ```
 */
export class FaultProxy {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** how many faults were injected, by kind; a fault that found nothing to spoil is none */
  readonly injected = new Map<FaultKind, number>();
  /** may be changed at any time */
  plan: FaultPlan;
  /** requests received */
  requests = 0;
  readonly #server: Server;
  readonly #registry: Pool;
  readonly #seed: number;
  readonly #now: () => number;
  readonly #sockets = new Set<Socket>();
  readonly #occurrences = new Map<string, number>();
  #failure: unknown;

  constructor(server: Server, target: string, { seed, plan, now = Date.now }: FaultProxyOptions) {
    this.#server = server;
    this.#registry = new Pool(target);
    this.#seed = seed;
    this.#now = now;
    this.plan = plan;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (socket) => this.#accept(socket));
  }

  /** How often a request came, by method and path with query. */
  count(method: string, path: string): number {
    return this.#occurrences.get(`${method} ${path}`) ?? 0;
  }

  /** Settles once no connection of a client is open. */
  async idle(): Promise<void> {
    for (const socket of this.#sockets) await closing(socket);
  }

  /** Breaks all connections off. @throws whatever went wrong in the proxy itself */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([closed, this.#registry.destroy()]);
    if (this.#failure !== undefined) throw this.#failure;
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    let unread: Buffer = Buffer.alloc(0);
    let busy = false;
    const serve = async (): Promise<void> => {
      const parsed = busy ? undefined : cutRequest(unread);
      if (parsed === undefined) return;
      unread = parsed.rest;
      busy = true;
      await this.#serve(parsed.request, socket);
      busy = false;
      if (!socket.destroyed) await serve();
    };
    socket.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      serve().catch((error: unknown) => {
        // A client that gives up takes its request with it.
        if (!socket.destroyed) this.#failure ??= error;
        socket.destroy();
      });
    });
    // The client breaks connections off when it has had enough; `close` follows.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  async #serve(request: ProxiedRequest, socket: Socket): Promise<void> {
    this.requests += 1;
    const line = `${request.method} ${request.path}`;
    const occurrence = this.#occurrences.get(line) ?? 0;
    this.#occurrences.set(line, occurrence + 1);
    const random = randomNumbers(`${this.#seed} ${occurrence} ${line}`);
    const kind = this.plan(request, random);
    await deliver(
      socket,
      kind === undefined
        ? whole(await this.#passOn(request), request)
        : await this.#disturb(kind, request, random),
    );
  }

  async #disturb(kind: FaultKind, request: ProxiedRequest, random: () => number): Promise<Delivery> {
    const fault: Fault = FAULTS[kind];
    const context = { request, random, now: this.#now };
    if ('instead' in fault) {
      this.#note(kind);
      return whole(fault.instead(context), request);
    }
    const answer = await this.#passOn(request);
    const delivery = fault.spoil(answer, context);
    if (delivery === undefined) return whole(answer, request);
    this.#note(kind);
    return delivery;
  }

  #note(kind: FaultKind): void {
    this.injected.set(kind, (this.injected.get(kind) ?? 0) + 1);
  }

  async #passOn({ method, path, headers, body }: ProxiedRequest): Promise<ProxiedAnswer> {
    const answer = await this.#registry.request({
      method,
      path,
      headers: withoutHopByHop(headers),
      body: body.length === 0 ? null : body,
    });
    const content = Buffer.from(await answer.body.arrayBuffer());
    return { status: answer.statusCode, headers: withoutHopByHop(answer.headers), body: content };
  }
}

/** Starts a proxy on a free port of 127.0.0.1. @param target the registry's origin */
export async function startFaultProxy(target: string, options: FaultProxyOptions): Promise<FaultProxy> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new FaultProxy(server, target, options);
}

/** Numbers in [0, 1) that follow from a text: splitmix32. */
function randomNumbers(text: string): () => number {
  let state = createHash('sha256').update(text).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  };
}

async function deliver(
  socket: Socket,
  { pieces, pause: milliseconds = 0, connection }: Delivery,
): Promise<void> {
  let first = true;
  for (const piece of pieces) {
    if (!first && milliseconds > 0) await pause(milliseconds);
    first = false;
    if (socket.destroyed) return;
    // Called for a connection that breaks off, too.
    await new Promise<void>((resolve) => {
      socket.write(piece, () => resolve());
    });
  }
  if (connection === 'end') socket.end();
  else if (connection === 'reset') socket.resetAndDestroy();
  else if (connection === 'hold' && !socket.destroyed) await closing(socket);
}

function closing(socket: Socket): Promise<void> {
  return new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
}

/** The first whole request of what was received; undefined while there is none. Bodies have a Content-Length. */
function cutRequest(received: Buffer): { request: ProxiedRequest; rest: Buffer } | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [line = '', ...fields] = received.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', path = ''] = line.split(' ');
  const headers = Object.fromEntries(
    fields.map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
    }),
  );
  const start = end + 4;
  const length = Number(headers['content-length'] ?? 0);
  if (received.length < start + length) return undefined;
  const body = received.subarray(start, start + length);
  return { request: { method, path, headers, body }, rest: received.subarray(start + length) };
}

function withoutHopByHop(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || HOP_BY_HOP.has(name) ? [] : [[name, String(value)]],
    ),
  );
}
