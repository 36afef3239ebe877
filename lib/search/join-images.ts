import type { SegmentRows } from '@/lib/search/segment';

/** The images of each chart of a registry, in the order of the charts; none where no row tells. */
export function joinImages(
  charts: readonly Pick<SegmentRows['charts'], 'repository'>[],
  rows: readonly SegmentRows['images'][],
): (readonly string[])[] {
  const images = new Map(rows.map((row) => [row.repository, row.images]));
  return charts.map(({ repository }) => images.get(repository) ?? []);
}
