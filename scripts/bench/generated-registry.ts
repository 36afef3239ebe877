import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chartConfig, chartManifest, packChart } from '@/lib/helm/chart-package';
import { parseChartMetadata, type ChartMetadata } from '@/lib/helm/chart-metadata';
import { digestOf } from '@/lib/oci/digest';
import type { Digest } from '@/lib/oci/names';

/** How much to generate. */
export interface RegistrySize {
  charts: number;
  /** of each chart */
  versions: number;
  /** channel tags of each chart */
  channels: number;
}

/** A generated repository: what a crawl must read of it. */
export interface GeneratedRepository {
  name: string;
  newest: { tag: string; config: Digest };
  channels: { tag: string; config: Digest }[];
}

const TEAMS = 40;
/** The last one has the newest version, each one before it the version before. */
const CHANNELS = ['stable', 'candidate', 'beta', 'edge'];

/**
 * Writes the storage of CNCF distribution's registry (filesystem driver) with charts in it, as pushes would leave it.
 * Layout: https://github.com/distribution/distribution/blob/main/registry/storage/paths.go
 * All charts share one archive; every version has its own config and manifest.
 */
export async function generateRegistry(folder: string, size: RegistrySize): Promise<GeneratedRepository[]> {
  const storage = new Storage(join(folder, 'docker', 'registry', 'v2'));
  const values = 'image:\n  repository: registry.example.com/team/app\n  tag: "1.0.0"\n';
  const archive = await packChart(
    { 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n', 'values.yaml': values },
    'app',
  );
  await storage.putBlob(archive);
  const repositories: GeneratedRepository[] = [];
  for (let index = 0; index < size.charts; index += 1) {
    repositories.push(await generateChart(storage, index, size, archive));
  }
  return repositories;
}

/** The namespace of every fortieth chart. */
export function teamName(team: number): string {
  return `team-${String(team).padStart(2, '0')}`;
}

async function generateChart(
  storage: Storage,
  index: number,
  size: RegistrySize,
  archive: Uint8Array,
): Promise<GeneratedRepository> {
  const name = `${teamName(index % TEAMS)}/chart-${String(index).padStart(5, '0')}`;
  const channels = CHANNELS.slice(0, size.channels);
  await storage.link(name, digestOf(archive), '_layers');
  const versions = Array.from({ length: size.versions }, (_, minor) => `1.${minor}.0`);
  const written: { tag: string; config: Digest; digest: Digest }[] = [];
  for (const [minor, version] of versions.entries()) {
    const metadata = describeChart(name.slice(name.indexOf('/') + 1), version);
    const config = chartConfig(metadata);
    const created = new Date(Date.UTC(2024, minor % 12, 1 + (index % 28))).toISOString();
    const manifest = chartManifest({ metadata, config, archive, created });
    const digest = digestOf(manifest);
    await Promise.all([
      storage.putBlob(config),
      storage.putBlob(manifest),
      storage.link(name, digestOf(config), '_layers'),
      storage.link(name, digest, '_manifests/revisions'),
      storage.tag(name, version, digest),
    ]);
    written.push({ tag: version, config: digestOf(config), digest });
  }
  const newest = written.at(-1);
  if (newest === undefined) throw new Error('A chart needs at least one version.');
  const pointing = channels.map((tag, position) => {
    const behind = channels.length - 1 - position;
    return { ...(written.at(-1 - behind) ?? written[0] ?? newest), tag };
  });
  for (const { tag, digest } of pointing) await storage.tag(name, tag, digest);
  return { name, newest, channels: pointing };
}

function describeChart(name: string, version: string): ChartMetadata {
  return parseChartMetadata({
    apiVersion: 'v2',
    name,
    version,
    appVersion: version,
    description: `A Helm chart that installs ${name} on Kubernetes, with monitoring, backups and a web interface`,
    type: 'application',
    kubeVersion: '>=1.25.0-0',
    keywords: ['database', 'monitoring', name],
    home: `https://example.com/${name}`,
    sources: [`https://git.example.com/charts/${name}`],
    icon: `https://example.com/icons/${name}.svg`,
    maintainers: [{ name: 'Platform team', email: 'platform@example.com' }],
    dependencies: [
      { name: 'common', version: '2.x.x', repository: 'oci://registry.example.com/charts', tags: ['common'] },
    ],
    annotations: { category: 'Infrastructure', licenses: 'Apache-2.0' },
  });
}

class Storage {
  readonly #root: string;
  readonly #folders = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  async putBlob(bytes: Uint8Array): Promise<void> {
    const hex = digestOf(bytes).slice('sha256:'.length);
    await this.#write(join('blobs', 'sha256', hex.slice(0, 2), hex), 'data', bytes);
  }

  async link(repository: string, digest: Digest, kind: '_layers' | '_manifests/revisions'): Promise<void> {
    const hex = digest.slice('sha256:'.length);
    await this.#write(join('repositories', repository, kind, 'sha256', hex), 'link', digest);
  }

  async tag(repository: string, tag: string, digest: Digest): Promise<void> {
    await this.#write(join('repositories', repository, '_manifests', 'tags', tag, 'current'), 'link', digest);
  }

  async #write(folder: string, file: string, content: string | Uint8Array): Promise<void> {
    const path = join(this.#root, folder);
    if (!this.#folders.has(path)) await mkdir(path, { recursive: true });
    this.#folders.add(path);
    await writeFile(join(path, file), content);
  }
}
