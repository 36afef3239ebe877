import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { checkAccess, type RegistryCredentials } from '@/lib/embedded-registry/access';
import { deleteBlob, getBlob } from '@/lib/embedded-registry/blobs';
import { listRepositories } from '@/lib/embedded-registry/catalog';
import { sendError, sendJson, type Exchange } from '@/lib/embedded-registry/exchange';
import { deleteManifest, getManifest, putManifest } from '@/lib/embedded-registry/manifests';
import { OciError } from '@/lib/embedded-registry/oci-error';
import { listReferrers } from '@/lib/embedded-registry/referrers';
import { Repositories } from '@/lib/embedded-registry/repositories';
import { parseRoute, type Route } from '@/lib/embedded-registry/route';
import { listTags } from '@/lib/embedded-registry/tags';
import { UploadSessions, type UploadLimits } from '@/lib/embedded-registry/upload-sessions';
import {
  appendUpload,
  beginUpload,
  cancelUpload,
  finishUpload,
  getUpload,
} from '@/lib/embedded-registry/uploads';

export interface EmbeddedRegistryOptions {
  /** Holds one image layout per repository; made when the first push arrives. */
  folder: string;
  /** Default: a free one. */
  port?: number;
  /** Asks every client for this login. */
  credentials?: RegistryCredentials;
  /** Default: 1 GiB a blob, 100 uploads, an hour without a byte. */
  uploads?: Partial<UploadLimits>;
  /** milliseconds; for the expiry of uploads */
  now?: () => number;
  /** Told of failures that are not the client's. Default: a process warning. */
  onFailure?: (error: unknown) => void;
}

export interface EmbeddedRegistry {
  /** `http://127.0.0.1:<port>` */
  url: string;
  port: number;
  /** Ends open connections and uploads. */
  close(): Promise<void>;
}

interface Context extends Required<Pick<EmbeddedRegistryOptions, 'onFailure'>> {
  repositories: Repositories;
  sessions: UploadSessions;
  credentials: RegistryCredentials | undefined;
}

/** Milliseconds. Longer than clients keep a connection, so that none is closed under a request on its way. */
const KEEP_ALIVE = 75_000;
const DEFAULT_LIMITS: UploadLimits = { maxBlobBytes: 1024 ** 3, maxSessions: 100, idleMs: 60 * 60 * 1000 };

/**
 * Starts an OCI registry on 127.0.0.1 over a folder of image layouts.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md (1.1: pull, push, content discovery and
 * content management)
 * @throws Error when the port is taken
 */
export async function startEmbeddedRegistry(options: EmbeddedRegistryOptions): Promise<EmbeddedRegistry> {
  // No repository's folder starts with `_`.
  const sessions = new UploadSessions(
    join(options.folder, '_uploads'),
    { ...DEFAULT_LIMITS, ...options.uploads },
    options.now ?? Date.now,
  );
  await sessions.clear();
  const context: Context = {
    repositories: new Repositories(options.folder),
    sessions,
    credentials: options.credentials,
    onFailure: options.onFailure ?? warn,
  };
  const server = createServer((request, response) => void answer(request, response, context));
  server.keepAliveTimeout = KEEP_ALIVE;
  const port = await listen(server, options.port ?? 0);
  const close = async (): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
      server.closeAllConnections();
    });
    await sessions.clear();
  };
  return { url: `http://127.0.0.1:${port}`, port, close };
}

async function answer(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  response.setHeader('Docker-Distribution-API-Version', 'registry/2.0');
  const [path, query] = splitOnce(request.url ?? '', '?');
  const exchange: Exchange = { request, response, query: new URLSearchParams(query) };
  try {
    checkAccess(exchange, context.credentials);
    const route = parseRoute(path);
    if (route === undefined) throw new OciError('UNSUPPORTED', 'There is no such endpoint.', { status: 404 });
    await dispatch(exchange, route, context);
  } catch (error) {
    if (isClientGone(error)) return;
    if (!(error instanceof OciError)) context.onFailure(error);
    // Half an answer can only be broken off.
    if (response.headersSent) response.destroy();
    else if (error instanceof OciError) sendError(exchange, error);
    else
      sendJson(exchange, 500, {
        errors: [{ code: 'UNKNOWN', message: 'The registry failed. See its log.' }],
      });
    // What is left of a refused body is read past, so that the client gets to read the refusal.
    request.resume();
  }
}

async function dispatch(exchange: Exchange, route: Route, context: Context): Promise<void> {
  const methods = endpoints(exchange, route, context);
  const method = exchange.request.method ?? '';
  const run = methods[method === 'HEAD' ? 'GET' : method];
  if (run !== undefined) return run();
  const allow = Object.keys(methods).flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  throw new OciError('UNSUPPORTED', `${method} is not supported here.`, {
    headers: { Allow: allow.join(', ') },
  });
}

type Endpoints = Readonly<Record<string, (() => Promise<void> | void) | undefined>>;

function endpoints(exchange: Exchange, route: Route, { repositories, sessions }: Context): Endpoints {
  const target = { repositories, sessions };
  switch (route.kind) {
    case 'base':
      return { GET: () => sendJson(exchange, 200, {}) };
    case 'catalog':
      return { GET: () => listRepositories(exchange, repositories) };
    case 'tags':
      return { GET: () => listTags(exchange, repositories, route.repository) };
    case 'referrers':
      return { GET: () => listReferrers(exchange, repositories, route.repository, route.digest) };
    case 'manifest':
      return {
        GET: () => getManifest(exchange, repositories, route.repository, route.reference),
        PUT: () => putManifest(exchange, repositories, route.repository, route.reference),
        DELETE: () => deleteManifest(exchange, repositories, route.repository, route.reference),
      };
    case 'blob':
      return {
        GET: () => getBlob(exchange, repositories, route.repository, route.digest),
        DELETE: () => deleteBlob(exchange, repositories, route.repository, route.digest),
      };
    case 'uploads':
      return { POST: () => beginUpload(exchange, target, route.repository) };
    case 'upload':
      return {
        GET: () => getUpload(exchange, target, route.repository, route.id),
        PATCH: () => appendUpload(exchange, target, route.repository, route.id),
        PUT: () => finishUpload(exchange, target, route.repository, route.id),
        DELETE: () => cancelUpload(exchange, target, route.repository, route.id),
      };
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function isClientGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The server has no port.'));
      else resolve(address.port);
    });
  });
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)));
}
