// Searches the charts with a general library, in the same kind of worker as Chartroom's.
import { IndexManifest, segmentPath } from '@/lib/search/index-manifest';
import { decodeSegment, type SegmentPart, type SegmentRows } from '@/lib/search/segment';
import type { SearchDocument } from '@/lib/search/search-document';
import type { SearchPort } from '@/lib/search/search-messages';
import { LIMIT, prepareLibrary, type FindPlaces } from './libraries';
import type { LibraryQuestion, LibraryReply } from './worker-messages';

let documents: SearchDocument[] = [];
let find: FindPlaces | undefined;

const port: SearchPort<LibraryQuestion, LibraryReply> = self;

port.addEventListener('message', ({ data: question }) => {
  // An error that nobody catches reaches the page as the worker's.
  if (question.kind === 'search') port.postMessage(search(question.text));
  else void build(question).then((reply) => port.postMessage(reply));
});

async function build({ library, url }: LibraryQuestion & { kind: 'build' }): Promise<LibraryReply> {
  documents = await fetchRows(url, 'charts');
  const images = new Map<string, readonly string[]>();
  // The names of repositories are the same in several registries; for what a search costs that makes no difference.
  for (const row of await fetchRows(url, 'images')) images.set(row.repository, row.images);
  const entries = documents.map(({ name, keywords, description, repository }, id) => {
    return { id, name, keywords, description, images: images.get(repository) ?? [] };
  });
  const began = performance.now();
  find = prepareLibrary(library, entries);
  return { kind: 'built', milliseconds: performance.now() - began };
}

function search(text: string): LibraryReply {
  if (find === undefined) throw new Error('The library is not prepared yet.');
  const began = performance.now();
  const places = find(text);
  const found = places.slice(0, LIMIT).flatMap((place) => documents[place] ?? []);
  return {
    kind: 'found',
    total: places.length,
    documents: found,
    compute: performance.now() - began,
  };
}

async function fetchRows<Part extends SegmentPart>(url: string, part: Part): Promise<SegmentRows[Part][]> {
  const manifest = IndexManifest.parse(await (await fetch(url)).json());
  const rows: SegmentRows[Part][] = [];
  for (const segment of manifest.segments.filter((entry) => entry.part === part)) {
    const response = await fetch(`${url}/${segmentPath(segment)}`);
    for (const row of decodeSegment(part, segment.registry, await response.text())) rows.push(row);
  }
  return rows;
}
