import 'server-only';
import { listChartNews, MOST_NEWS, type ChartNews } from '@/lib/channels/chart-news';
import { openChartroom } from '@/lib/chartroom';
import type { ChartReference } from '@/lib/references';
import { AppError } from '@/lib/errors';

/**
 * What happened to a chart, or to one of its channels, newest first.
 * @throws AppError `invalid_reference` for a version or digest, which nothing happens to; else what `Catalog.chart` throws
 */
export async function readChartNews(
  { registry, repository, selector }: ChartReference,
  signal?: AbortSignal,
): Promise<ChartNews> {
  if (selector !== undefined && selector.kind !== 'channel')
    throw new AppError(
      'invalid_reference',
      'There are feeds of charts and of channels only: versions never move.',
    );
  const { catalog, history } = await openChartroom();
  const channel = selector?.tag ?? null;
  const chart = await catalog.chart({ registry, repository }, { signal, priority: 'interactive' });
  const moves = await history.moves(
    { registry, repository, ...(channel !== null && { channel }) },
    MOST_NEWS,
  );
  return listChartNews({ registry, repository }, channel, chart.versions, moves);
}

/** Where people reach Chartroom, if the configuration says so. */
export async function getPublicUrl(): Promise<string | null> {
  const { configuration } = await openChartroom();
  return configuration.publicUrl === undefined ? null : new URL(configuration.publicUrl).origin;
}
