import 'server-only';
import type { ImageReport, ImageUse } from '@/lib/catalog/chart';
import { openChartroom } from '@/lib/chartroom';

/** Images that match any part of `image`, with the charts that refer to them. */
export async function findImages(image: string): Promise<ImageUse[]> {
  return (await openChartroom()).catalog.findImages(image);
}

/** Asks the registry that `image` names, if it is configured, whether it has it. */
export async function checkImage(image: string, signal?: AbortSignal): Promise<ImageReport> {
  return (await openChartroom()).catalog.checkImage(image, { signal, priority: 'interactive' });
}
