import { z } from 'zod';
import { ChartColumns, decodeCharts, encodeCharts, type ChartRow } from '@/lib/search/segment-charts';
import { SegmentError } from '@/lib/search/segment-columns';
import { decodeIcons, encodeIcons, IconColumns, type IconRow } from '@/lib/search/segment-icons';
import { decodeImages, encodeImages, ImageColumns, type ImagesRow } from '@/lib/search/segment-images';
import {
  decodeVersions,
  encodeVersions,
  VersionColumns,
  type VersionsRow,
} from '@/lib/search/segment-versions';

/** Raised when a column changes: who reads another format is told so. */
const FORMAT = 2;

/** What is searched of one registry, in parts: each is fetched alone and changes alone. */
export const SEGMENT_PARTS = ['charts', 'icons', 'images', 'versions'] as const;
export type SegmentPart = (typeof SEGMENT_PARTS)[number];

/** What a part tells of a repository. Rows are never changed once made: states and charts share them. */
export interface SegmentRows {
  charts: ChartRow;
  icons: IconRow;
  images: ImagesRow;
  versions: VersionsRow;
}

interface PartFormat<Row> {
  encode: (rows: readonly Row[]) => object;
  /** throws SegmentError for what is no such part */
  decode: (registry: string, json: unknown) => Row[];
}

const FORMATS: { readonly [Part in SegmentPart]: PartFormat<SegmentRows[Part]> } = {
  charts: {
    encode: encodeCharts,
    decode: (registry, json) => decodeCharts(registry, read(ChartColumns, json)),
  },
  icons: { encode: encodeIcons, decode: (_, json) => decodeIcons(read(IconColumns, json)) },
  images: { encode: encodeImages, decode: (_, json) => decodeImages(read(ImageColumns, json)) },
  versions: { encode: encodeVersions, decode: (_, json) => decodeVersions(read(VersionColumns, json)) },
};

/**
 * A part as a text: JSON of columns, equal for equal rows.
 * @param rows of one registry, sorted by `compareRepositories`, one for each repository at most
 */
export function encodeSegment<Part extends SegmentPart>(
  part: Part,
  rows: readonly SegmentRows[Part][],
): string {
  return JSON.stringify({ part, format: FORMAT, ...FORMATS[part].encode(rows) });
}

/**
 * The rows of a part, by repository.
 * @param registry that the part is of: charts carry its name
 * @throws SegmentError when the text is no such part, or of another format
 */
export function decodeSegment<Part extends SegmentPart>(
  part: Part,
  registry: string,
  text: string,
): SegmentRows[Part][] {
  const json = parseSegmentJson(text);
  read(z.object({ part: z.literal(part), format: z.literal(FORMAT) }), json);
  return FORMATS[part].decode(registry, json);
}

/** @throws SegmentError when the text is no JSON */
export function parseSegmentJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SegmentError('A part of the search index is no JSON.', { cause: error });
  }
}

function read<T>(schema: z.ZodType<T>, json: unknown): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new SegmentError('A part of the search index has another format.', { cause: result.error });
}
