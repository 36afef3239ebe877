import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCatalog, type Catalog, type CatalogOptions } from '@/lib/catalog/catalog';
import type { RegistryState } from '@/lib/catalog/registry-state';
import type { Source } from '@/lib/catalog/source';
import { chartConfig, packChart } from '@/lib/helm/chart-package';
import { CHART_CONFIG_MEDIA_TYPE, CHART_LAYER_MEDIA_TYPE } from '@/lib/helm/chart-manifest';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import type { ListingLimits } from '@/lib/oci/listing';
import type { Descriptor } from '@/lib/oci/manifest';
import { createRegistry } from '@/lib/oci/registry-client';
import type { Registry } from '@/lib/oci/registry';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import type { Store } from '@/lib/store/store';

const RISKS = ['stable', 'candidate', 'beta', 'edge'];
const MINUTE = 60_000;

/** One registry as a test configures it. */
export interface TestSource {
  name: string;
  url: string;
  repositories?: string[];
  refresh?: number;
  listing?: Partial<ListingLimits>;
}

/** Servers, a store folder and a clock for tests of the catalog. `restart` opens everything anew over the same folder. */
export class CatalogBench {
  /** milliseconds since the epoch; a test moves it */
  time = Date.parse('2026-01-01T00:00:00Z');
  readonly folder: string;
  readonly reports: unknown[] = [];
  #servers: ScriptedServer[] = [];
  #registries: Registry[] = [];
  #store: Store | undefined;
  #catalog: Catalog | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<CatalogBench> {
    return new CatalogBench(await mkdtemp(join(tmpdir(), 'chartroom-catalog-')));
  }

  async server(): Promise<ScriptedServer> {
    const server = await startScriptedServer();
    this.#servers.push(server);
    return server;
  }

  /** Opens a catalog over registries by address, or over sources as they are; the one opened before is closed. */
  async open(
    sources: readonly (TestSource | Source)[],
    options: Partial<CatalogOptions> = {},
  ): Promise<Catalog> {
    await this.#shut();
    this.#store = await openLmdbStore(this.folder);
    this.#catalog = await openCatalog({
      store: this.#store,
      risks: RISKS,
      now: () => this.time,
      random: () => 0.5,
      report: (error) => this.reports.push(error),
      ...options,
      sources: sources.map((source): Source => {
        if ('kind' in source) return source;
        const { name, url, repositories, refresh = 60 * MINUTE, listing } = source;
        const registry = createRegistry({
          url,
          listing: listing ?? {},
          retry: { tries: 1 },
          random: () => 0,
        });
        this.#registries.push(registry);
        return { name, kind: 'oci', url, registry, repositories, refresh, promotion: 'off' };
      }),
    });
    return this.#catalog;
  }

  async close(): Promise<void> {
    await this.#shut();
    await Promise.all(this.#servers.map((server) => server.close()));
    await rm(this.folder, { recursive: true, force: true });
  }

  async #shut(): Promise<void> {
    await this.#catalog?.close();
    await Promise.all(this.#registries.map((registry) => registry.close()));
    await this.#store?.close();
    this.#registries = [];
  }
}

/** Crawls every registry to the end: the first time by `start`, else by `refresh`. */
export async function crawlAll(
  catalog: Catalog,
  begin: 'start' | 'refresh' = 'start',
): Promise<RegistryState[]> {
  if (begin === 'start') catalog.start();
  else for (const { name } of catalog.registries()) catalog.refresh(name);
  while (catalog.registries().some(({ progress }) => progress !== null)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  return catalog.registries();
}

/** Charts that declare their images are not opened behind a test's back. */
const DECLARED = { 'artifacthub.io/images': '- { name: app, image: registry.example.com/app:1.0.0 }' };

/** What to put into a chart; everything has a default but the version. */
export interface ChartParts {
  version: string;
  name?: string;
  files?: Record<string, string>;
  fields?: Record<string, unknown>;
  annotations?: Record<string, string>;
}

/** Puts a chart into a repository under its version's tag and more. Returns what describes its manifest. */
export async function addChart(
  server: ScriptedServer,
  repository: string,
  {
    version,
    name = repository.slice(repository.lastIndexOf('/') + 1),
    files = {},
    fields,
    annotations,
  }: ChartParts,
  tags: readonly string[] = [version.replaceAll('+', '_')],
): Promise<Descriptor> {
  const metadata = parseChartMetadata({ apiVersion: 'v2', name, version, annotations: DECLARED, ...fields });
  const chart = { 'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: ${version}\n`, ...files };
  return server.content.addArtifact(repository, tags, {
    config: chartConfig(metadata),
    configMediaType: CHART_CONFIG_MEDIA_TYPE,
    layers: [{ mediaType: CHART_LAYER_MEDIA_TYPE, content: await packChart(chart, name) }],
    annotations: { 'org.opencontainers.image.created': '2025-05-01T00:00:00Z', ...annotations },
  });
}

/** Puts something that is no chart into a repository. */
export function addImage(server: ScriptedServer, repository: string, tags: readonly string[]): Descriptor {
  return server.content.addArtifact(repository, tags, {
    config: JSON.stringify({ os: 'linux', architecture: 'amd64', tags }),
    configMediaType: 'application/vnd.oci.image.config.v1+json',
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', content: 'x'.repeat(100) }],
  });
}
