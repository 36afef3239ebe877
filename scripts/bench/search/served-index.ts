import { createHash } from 'node:crypto';
import type { IndexManifest } from '@/lib/search/index-manifest';
import type { SearchDocument } from '@/lib/search/search-document';
import { encodeSegment, type SegmentPart } from '@/lib/search/segment';
import { describeText } from '@/lib/search/segment-content';
import { compareRepositories } from '@/lib/search/segment-repositories';

/** A segment of the index as it is sent. */
export interface ServedSegment {
  entry: IndexManifest['segments'][number];
  /** its text, compressed */
  body: Uint8Array;
}

interface Chart {
  document: SearchDocument;
  images: readonly string[];
}

/**
 * Every segment of every registry, encoded and compressed as the server does it. No chart has an icon or other
 * versions than its newest.
 * @param images by chart, the references of its images
 */
export async function encodeIndex(
  documents: readonly SearchDocument[],
  images: readonly (readonly string[])[],
): Promise<ServedSegment[]> {
  const registries = new Map<string, Chart[]>();
  for (const [place, document] of documents.entries()) {
    const charts = registries.get(document.registry) ?? [];
    charts.push({ document, images: images[place] ?? [] });
    registries.set(document.registry, charts);
  }
  const segments: ServedSegment[] = [];
  for (const [registry, charts] of registries) {
    charts.sort((a, b) => compareRepositories(a.document.repository, b.document.repository));
    const rows = charts.map(({ document }) => ({ ...document, icon: null }));
    const running = charts
      .filter((chart) => chart.images.length > 0)
      .map((chart) => ({ repository: chart.document.repository, images: [...chart.images] }));
    segments.push(
      await describe(registry, 'charts', encodeSegment('charts', rows), rows.length),
      await describe(registry, 'icons', encodeSegment('icons', []), 0),
      await describe(registry, 'images', encodeSegment('images', running), running.length),
      await describe(registry, 'versions', encodeSegment('versions', []), 0),
    );
  }
  return segments;
}

/** How many bytes the segments of a part are, compressed. */
export function countBytes(segments: readonly ServedSegment[], part: SegmentPart): number {
  return segments
    .filter(({ entry }) => entry.part === part)
    .reduce((bytes, { body }) => bytes + body.byteLength, 0);
}

async function describe(
  registry: string,
  part: SegmentPart,
  text: string,
  rows: number,
): Promise<ServedSegment> {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  return { entry: { registry, part, hash, rows }, body: await describeText(text, 'whole').brotli() };
}
