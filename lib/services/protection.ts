import 'server-only';
import { judgeProtection, type RegistryProtection } from '@/lib/channels/registry-protection';
import { openChartroom } from '@/lib/chartroom';

/** How the versions in each registry are kept from being overwritten, and how they could be; in the configured order. */
export async function listProtections(): Promise<RegistryProtection[]> {
  const { catalog, configuration } = await openChartroom();
  const drifted = new Map<string, number>();
  for (const chart of catalog.charts()) {
    if (chart.drifted.length > 0) drifted.set(chart.registry, (drifted.get(chart.registry) ?? 0) + 1);
  }
  return catalog
    .registries()
    .filter(({ kind }) => kind === 'oci')
    .map(({ name, abilities }) =>
      judgeProtection(
        { registry: name, vendor: abilities.vendor?.value, driftedCharts: drifted.get(name) ?? 0 },
        configuration.channels,
      ),
    );
}
