import { join } from 'node:path';
import { openLayout, type Layout } from '@/lib/embedded-registry/layout';
import { repositoryFolder } from '@/lib/embedded-registry/repositories';
import { tagForVersion } from '@/lib/helm/chart-tag';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import { packCharts, type PackedRelease } from './chart-content';
import { putImage, putSignature } from './image-content';
import type { RegistryName, SampleChart } from './sample-chart';
import { SAMPLE_CHARTS } from './sample-charts';
import { SAMPLE_IMAGES } from './sample-images';

const REGISTRIES: readonly RegistryName[] = ['staging', 'production'];

/**
 * Fills `<folder>/staging` and `<folder>/production` with the sample charts and images, as image layouts.
 * @param productionHost the address the charts name as the production registry, for example `127.0.0.1:5102`
 */
export async function seedRegistries(folder: string, productionHost: string): Promise<void> {
  const packed = await packCharts(SAMPLE_CHARTS, productionHost);
  const repositories = REGISTRIES.flatMap((registry) => SAMPLE_CHARTS.map((chart) => ({ registry, chart })));
  await Promise.all([
    ...repositories.map(({ registry, chart }) => putChart(join(folder, registry), registry, chart, packed)),
    ...SAMPLE_IMAGES.map((image) => putImage(open(join(folder, 'production'), image.repository), image)),
  ]);
}

async function putChart(
  folder: string,
  registry: RegistryName,
  chart: SampleChart,
  packed: readonly PackedRelease[],
): Promise<void> {
  const repository = `${chart.namespace}/${chart.name}`;
  const layout = open(folder, repository);
  const digests = new Map<string, Digest>();
  for (const { release, archive, config, manifest } of packed.filter((each) => each.chart === chart)) {
    if (release.only !== undefined && release.only !== registry) continue;
    await layout.putBlob(config);
    await layout.putBlob(archive);
    const tags = [tagForVersion(release.version)];
    const { descriptor } = await layout.putManifest({ bytes: manifest, mediaType: OCI_MANIFEST, tags });
    digests.set(release.version, descriptor.digest);
  }
  const channels = Object.entries(chart.channels[registry] ?? {});
  for (const [channel, version] of channels) {
    const digest = digests.get(version);
    if (digest === undefined)
      throw new Error(`${chart.name}:${channel} asks for ${version}, which is not in ${registry}.`);
    await layout.tag(digest, channel);
  }
  // What is promoted in production is signed.
  const signed =
    registry === 'production' ? new Set(channels.map(([, version]) => digests.get(version))) : [];
  for (const digest of signed) if (digest !== undefined) await putSignature(layout, repository, digest);
}

function open(folder: string, repository: string): Layout {
  return openLayout(repositoryFolder(folder, repository));
}
