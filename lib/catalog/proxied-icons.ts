import type { ChartSummary } from '@/lib/catalog/chart';
import type { RemoteImages } from '@/lib/catalog/remote-image';

const proxied = new WeakMap<readonly ChartSummary[], readonly ChartSummary[]>();

/** The charts with their icons on the web led through `remoteImages`. Made once for each list. */
export function proxyIcons(
  charts: readonly ChartSummary[],
  remoteImages: Pick<RemoteImages, 'sign'>,
): readonly ChartSummary[] {
  const known = proxied.get(charts);
  if (known !== undefined) return known;
  const listed = charts.map((chart) =>
    chart.icon?.startsWith('https://') === true ? { ...chart, icon: remoteImages.sign(chart.icon) } : chart,
  );
  proxied.set(charts, listed);
  return listed;
}
