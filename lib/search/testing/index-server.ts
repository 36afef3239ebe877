import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SearchDocument } from '@/lib/search/search-document';
import { encodeSegment, SEGMENT_PARTS, type SegmentPart, type SegmentRows } from '@/lib/search/segment';
import { diffSegment, encodeDelta } from '@/lib/search/segment-delta';
import { compareRepositories } from '@/lib/search/segment-repositories';

type Rows = { [Part in SegmentPart]: readonly SegmentRows[Part][] };
type AnyRow = SegmentRows[SegmentPart];

/** What a test serves of a registry. */
export interface ServedCharts {
  documents: readonly SearchDocument[];
  /** by repository */
  images?: Readonly<Record<string, readonly string[]>>;
  versions?: Readonly<Record<string, readonly string[]>>;
}

/** A server of a search index, over real HTTP. */
export interface IndexServer {
  /** address of the manifest */
  url: string;
  /** `GET` paths below the manifest's, without hashes: `manifest`, `production/charts`, `production/charts delta` */
  asked: string[];
  /** what is answered to everything; 200 is the index */
  status: number;
  /** whether states before the newest are forgotten */
  forgetful: boolean;
  serve(registries: Readonly<Record<string, ServedCharts>>): void;
  close(): Promise<void>;
}

/** Starts a server on loopback that serves nothing yet. */
export async function startIndexServer(): Promise<IndexServer> {
  const states = new Map<string, { hash: string; rows: readonly AnyRow[] }[]>();
  let manifest = { segments: [] as object[], incomplete: ['staging'] };

  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', index.url);
    const [registry = '', part = '', hash] = pathname.slice('/index/'.length).split('/');
    const from = searchParams.get('from');
    index.asked.push(hash === undefined ? 'manifest' : `${registry}/${part}${from === null ? '' : ' delta'}`);
    if (index.status !== 200) return send(response, index.status, '{}');
    if (hash === undefined) {
      const body = JSON.stringify(manifest);
      const etag = `"${hashOf(body)}"`;
      return send(response, request.headers['if-none-match'] === etag ? 304 : 200, body, etag);
    }
    const known = states.get(`${registry}/${part}`) ?? [];
    const to = known.find((state) => state.hash === hash);
    const before = known.find((state) => state.hash === from);
    if (to === undefined || (from !== null && before === undefined)) return send(response, 404, '{}');
    const kind = part as SegmentPart;
    const rows = to.rows as readonly SegmentRows[typeof kind][];
    if (before === undefined) return send(response, 200, encodeSegment(kind, rows));
    const changes = diffSegment(before.rows as typeof rows, rows);
    return send(response, 200, encodeDelta(kind, { from: before.hash, to: hash, ...changes }));
  }

  const index: IndexServer = {
    url: `http://127.0.0.1:${port}/index`,
    asked: [],
    status: 200,
    forgetful: false,
    serve(registries) {
      manifest = { ...manifest, segments: [] };
      for (const [registry, served] of Object.entries(registries)) {
        const rows = toRows(served);
        for (const part of SEGMENT_PARTS) {
          const own = rows[part] as readonly SegmentRows[typeof part][];
          const hash = hashOf(encodeSegment(part, own)).slice(0, 22);
          const name = `${registry}/${part}`;
          const older = index.forgetful ? [] : (states.get(name) ?? []);
          states.set(name, [{ hash, rows: own }, ...older]);
          manifest.segments.push({ registry, part, hash, rows: own.length });
        }
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return index;
}

function toRows({ documents, images = {}, versions = {} }: ServedCharts): Rows {
  const sorted = documents.toSorted((a, b) => compareRepositories(a.repository, b.repository));
  return {
    charts: sorted.map((document) => ({ ...document, icon: null })),
    icons: sorted.flatMap(({ repository, icon }) => (icon === null ? [] : [{ repository, icon }])),
    images: toList(images).map(([repository, list]) => ({ repository, images: [...list] })),
    versions: toList(versions).map(([repository, list]) => ({ repository, versions: [...list] })),
  };
}

function toList<T>(byName: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(byName).sort(([a], [b]) => compareRepositories(a, b));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function send(response: ServerResponse, status: number, body: string, etag?: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(etag === undefined ? {} : { etag }),
  });
  response.end(status === 304 ? undefined : body);
}
