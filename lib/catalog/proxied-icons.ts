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
  const listed = charts.map((chart) => {
    const icon = chart.icon === null ? null : showRemoteIcon(chart.icon, remoteImages);
    return icon === chart.icon ? chart : { ...chart, icon };
  });
  proxied.set(charts, listed);
  return listed;
}

/** An icon on the web led through `remoteImages`; any other as it is. */
export function showRemoteIcon(icon: string, remoteImages: Pick<RemoteImages, 'sign'>): string {
  return icon.startsWith('https://') ? remoteImages.sign(icon) : icon;
}
