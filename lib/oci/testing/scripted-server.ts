import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LoginRules } from '@/lib/oci/testing/login-rules';
import { RegistryContent } from '@/lib/oci/testing/registry-content';
import {
  registryError,
  type Script,
  type ScriptedAnswer,
  type ScriptedRequest,
} from '@/lib/oci/testing/scripted-answer';

interface Rule {
  method: string;
  path: string;
  scripts: Script[];
}

/**
 * A real HTTP server for tests: a well-behaved registry over `content` and `logins`, whose every answer a test can
 * replace by a script.
 *
 * ```ts
 * const server = await startScriptedServer();
 * server.content.addArtifact('team/app', ['1.0.0'], { config: '{}' });
 * server.on('GET /v2/team/app/tags/list', rateLimited('1'), reset(), json({ name: 'team/app', tags: ['x'] }));
 * createRegistry({ url: server.origin });
 * expect(server.requestsTo('/v2/team/app/tags/list')).toHaveLength(3);
 * await server.close();
 * ```
 */
export class ScriptedServer {
  /** every request so far, in order of arrival */
  readonly requests: ScriptedRequest[] = [];
  readonly content = new RegistryContent();
  readonly logins: LoginRules;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  private readonly server: Server;
  private readonly rules: Rule[] = [];
  private readonly watchers = new Set<() => void>();
  private open = 0;
  private mostOpen = 0;

  constructor(server: Server) {
    this.server = server;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.logins = new LoginRules(this.origin);
    server.on('request', (request, response) => {
      this.handle(request, response).catch((error: unknown) =>
        response.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    });
  }

  /** the most requests that were under way at once */
  get peak(): number {
    return this.mostOpen;
  }

  /**
   * Scripts the answers to a route: `<METHOD> <path>`, the method `*` for any, a path ending in `*` for all that begin
   * so. Each script serves one request, the last one all that follow. The rule given last wins over earlier ones. A
   * function that returns undefined leaves the request to the registry, `before` to the rule given before this one.
   */
  on(route: string, ...scripts: [Script, ...Script[]]): this {
    const [method = '*', path = '*'] = route.split(' ');
    this.rules.unshift({ method, path, scripts });
    return this;
  }

  /** The requests to a path so far, whatever their query. */
  requestsTo(path: string, method?: string): ScriptedRequest[] {
    return this.requests.filter(
      (request) => request.path === path && (method === undefined || request.method === method),
    );
  }

  /** Settles once `count` requests in all have arrived. */
  async arrivals(count: number): Promise<void> {
    while (this.requests.length < count)
      await new Promise<void>((resolve) => {
        this.watchers.add(resolve);
      });
  }

  /** Breaks all connections off and stops listening. */
  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    const left = new AbortController();
    response.once('close', () => {
      this.open -= 1;
      if (!response.writableFinished) left.abort();
    });
    const request = await readRequest(incoming, this.origin, left.signal);
    this.requests.push(request);
    for (const watcher of this.watchers) watcher();
    this.watchers.clear();
    await send(await this.answer(request), request, response);
  }

  private async answer(request: ScriptedRequest): Promise<ScriptedAnswer> {
    for (const rule of this.rules.filter((one) => matches(one, request))) {
      const script = rule.scripts.length > 1 ? rule.scripts.shift() : rule.scripts[0];
      const answer = typeof script === 'function' ? await script(request) : script;
      if (answer === undefined) break;
      if (answer !== 'before') return answer;
    }
    return (
      this.logins.answer(request) ??
      this.content.answer(request) ??
      registryError(404, 'NAME_UNKNOWN', 'nothing here')
    );
  }
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new ScriptedServer(server);
}

function matches({ method, path }: Rule, request: ScriptedRequest): boolean {
  if (method !== '*' && method !== request.method) return false;
  return path.endsWith('*') ? request.path.startsWith(path.slice(0, -1)) : request.path === path;
}

async function readRequest(
  incoming: IncomingMessage,
  origin: string,
  signal: AbortSignal,
): Promise<ScriptedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', origin);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.concat(chunks),
    signal,
  };
}

async function send(
  answer: ScriptedAnswer,
  request: ScriptedRequest,
  response: ServerResponse,
): Promise<void> {
  await answer.after;
  if (answer.reset === 'before') {
    response.destroy();
    return;
  }
  const { body = '' } = answer;
  const whole = typeof body === 'string' || body instanceof Uint8Array;
  const length = whole ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  response.writeHead(answer.status ?? 200, { ...length, ...answer.headers });
  if (request.method === 'HEAD') {
    response.end();
  } else if (answer.reset === 'midway') {
    response.write(whole ? body : '', () => response.destroy());
  } else if (whole) {
    response.end(body);
  } else {
    try {
      await pipeline(Readable.from(body), response);
    } catch (error) {
      // A client that has read enough breaks the connection off.
      if (!response.destroyed) throw error;
    }
  }
}
