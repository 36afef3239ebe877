import { packChart } from '@/lib/helm/chart-package';
import { digestOf } from '@/lib/oci/digest';

/** A chart archive, as a repository keeps it. */
export interface PackedChart {
  name: string;
  version: string;
  archive: Uint8Array;
  /** bare hexadecimal, as Helm writes it into an index */
  digest: string;
}

/** A small chart of that name and version. */
export async function packedChart(name: string, version: string): Promise<PackedChart> {
  const metadata = `apiVersion: v2\nname: ${name}\nversion: ${version}\n`;
  const archive = await packChart({ 'Chart.yaml': metadata, 'README.md': `# ${name}\n` }, name);
  return { name, version, archive, digest: digestOf(archive).slice('sha256:'.length) };
}

/**
 * The index `helm repo index` writes for charts.
 * @param folder what stands before each archive's file name: an address, or `charts/`
 */
export function indexYaml(charts: readonly PackedChart[], folder: string): string {
  const names = [...new Set(charts.map(({ name }) => name))];
  const entries = names.flatMap((name) => [
    `  ${name}:`,
    ...charts
      .filter((chart) => chart.name === name)
      .flatMap(({ version, digest }) => [
        '  - apiVersion: v2',
        '    created: "2026-03-05T14:32:11.123456789+01:00"',
        `    description: The chart ${name}`,
        `    digest: ${digest}`,
        `    name: ${name}`,
        '    urls:',
        `    - ${folder}${name}-${version}.tgz`,
        `    version: ${version}`,
      ]),
  ]);
  return ['apiVersion: v1', 'entries:', ...entries, 'generated: "2026-03-05T14:32:11Z"', ''].join('\n');
}
