import { loadPictures } from '@/app/charts/[registry]/[...path]/load-pictures';
import { chartTabPath } from '@/components/chart/chart-tab';
import { Readme } from '@/components/chart/readme';
import { listReadmePictures } from '@/components/chart/readme-pictures';
import { findSourceLocation } from '@/components/chart/source-location';
import type { Release } from '@/lib/api/schema/release';
import type { ChartReference } from '@/lib/references';

export interface ReadmeTabProps {
  reference: ChartReference;
  release: Release;
  text: string;
}

/** A release's README, its links led to the chart's other tabs and its source. */
export async function ReadmeTab({ reference, release: { metadata }, text }: ReadmeTabProps) {
  const links = [...metadata.sources, ...(metadata.home === undefined ? [] : [metadata.home])];
  const source = findSourceLocation(links, metadata.name);
  const resolveImage = await loadPictures(listReadmePictures(text, source));
  const pages = {
    'values.yaml': chartTabPath(reference, 'values'),
    'values.schema.json': chartTabPath(reference, 'schema'),
    'README.md': chartTabPath(reference, 'readme'),
  };
  return <Readme text={text} context={{ source, pages, resolveImage }} />;
}
