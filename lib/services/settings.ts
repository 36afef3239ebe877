import 'server-only';
import { openChartroom } from '@/lib/chartroom';
import type { Configuration } from '@/lib/config/configuration';

/** The risks, safest first, and how icons and README pictures are shown. */
export async function getSettings(): Promise<Pick<Configuration, 'remoteImages'> & { risks: string[] }> {
  const { configuration } = await openChartroom();
  return { remoteImages: configuration.remoteImages, risks: configuration.channels.risks };
}
