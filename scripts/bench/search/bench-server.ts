import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { segmentPath } from '@/lib/search/index-manifest';
import type { ServedSegment } from './served-index';

export interface BenchServer {
  url: string;
  close(): Promise<void>;
}

const MANIFEST_PATH = '/api/v1/search-index';
const PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Search</title><script type="module" src="/page.js"></script>';

/** Only a page that is isolated so is told how much memory its workers take, and the time to a few microseconds. */
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/**
 * Serves an index as Chartroom does, and an empty page with scripts, on loopback.
 * @param scripts by file name
 */
export async function startBenchServer(
  segments: readonly ServedSegment[],
  scripts: ReadonlyMap<string, Uint8Array>,
): Promise<BenchServer> {
  const manifest = JSON.stringify({ segments: segments.map(({ entry }) => entry), incomplete: [] });
  const bodies = new Map(segments.map(({ entry, body }) => [`${MANIFEST_PATH}/${segmentPath(entry)}`, body]));

  function answer(path: string, response: ServerResponse): void {
    const send = (type: string, body: string | Uint8Array, headers: Record<string, string> = {}): void => {
      response.writeHead(200, { 'content-type': type, ...ISOLATION, ...headers }).end(body);
    };
    const segment = bodies.get(path);
    const script = scripts.get(path.slice(1));
    if (segment !== undefined) send('application/json', segment, { 'content-encoding': 'br' });
    else if (script !== undefined) send('text/javascript', script);
    else if (path === MANIFEST_PATH) send('application/json', manifest, { etag: '"bench"' });
    else if (path === '/') send('text/html', PAGE);
    else response.writeHead(404).end();
  }

  const server = createServer((request, response) => answer(request.url ?? '/', response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
