import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBounded } from '@/lib/oci/run-bounded';
import { openCatalog, type Catalog } from '@/lib/catalog/catalog';
import type { Chart, ChartSummary } from '@/lib/catalog/chart';
import { crawlAll } from '@/lib/catalog/testing/catalog-bench';
import { CHART_CONFIG_MEDIA_TYPE, CHART_LAYER_MEDIA_TYPE } from '@/lib/helm/chart-manifest';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { chartConfig, packChart } from '@/lib/helm/chart-package';
import { AppError } from '@/lib/errors';
import { createRegistry } from '@/lib/oci/registry-client';
import { RegistryError } from '@/lib/oci/registry-error';
import type { RegistryContent } from '@/lib/oci/testing/registry-content';
import { openLmdbStore } from '@/lib/store/lmdb-store';

const RISKS = ['stable', 'candidate', 'beta', 'edge'];
const MINUTE = 60_000;
/** Charts whose versions are read at once. */
const WIDTH = 6;

/** Milliseconds since the epoch, moved on by whoever waits. */
export interface Clock {
  now: number;
}

/** What is known in the end, without the times at which it was learnt. */
export interface CatalogContent {
  charts: readonly ChartSummary[];
  opened: Pick<Chart, 'repository' | 'versions' | 'channels' | 'otherTags' | 'complete' | 'error'>[];
}

/** What one reading of everything came to. */
export interface RoundOutcome {
  /** failures that the catalog told of */
  surfaced: number;
  /** repositories of which not everything was read */
  pending: number;
}

/** Puts charts into a registry: `versions` of each, every one with its own metadata, and channels on four of them. */
export async function addCharts(
  content: RegistryContent,
  { charts, versions }: { charts: number; versions: number },
): Promise<void> {
  const archive = await packChart({ 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n' }, 'app');
  for (let index = 0; index < charts; index += 1) {
    const name = `chart-${String(index).padStart(4, '0')}`;
    for (let minor = 0; minor < versions; minor += 1) {
      const version = `1.${minor}.0`;
      const metadata = parseChartMetadata({
        apiVersion: 'v2',
        name,
        version,
        appVersion: version,
        description: `What ${name} ${version} does`,
        // Charts that declare their images are not opened behind a test's back.
        annotations: { 'artifacthub.io/images': '- { name: app, image: registry.example.com/app:1.0.0 }' },
      });
      const channel = RISKS[versions - 1 - minor];
      content.addArtifact(
        `team-${index % 7}/${name}`,
        channel === undefined ? [version] : [version, channel],
        {
          config: chartConfig(metadata),
          configMediaType: CHART_CONFIG_MEDIA_TYPE,
          layers: [{ mediaType: CHART_LAYER_MEDIA_TYPE, content: archive }],
          annotations: { 'org.opencontainers.image.created': '2025-05-01T00:00:00Z' },
        },
      );
    }
  }
}

/** A catalog over one registry, with a clock that waiting moves on. */
export class PatientCatalog {
  /** failures that nobody waited for and nobody expected */
  readonly reports: unknown[];
  readonly #clock: Clock;
  readonly #catalog: Catalog;
  readonly #close: () => Promise<void>;
  /** repositories of which not everything was read; undefined before the crawl */
  #pending: Set<string> | undefined;

  private constructor(catalog: Catalog, clock: Clock, reports: unknown[], close: () => Promise<void>) {
    this.#catalog = catalog;
    this.#clock = clock;
    this.reports = reports;
    this.#close = close;
  }

  static async open(url: string, clock: Clock): Promise<PatientCatalog> {
    const folder = await mkdtemp(join(tmpdir(), 'chartroom-faults-'));
    const store = await openLmdbStore(folder);
    const now = (): number => clock.now;
    const registry = createRegistry({
      url,
      now,
      random: () => 0.5,
      concurrency: 12,
      timeouts: { headers: 600, idle: 600 },
      wait: async (milliseconds) => {
        clock.now += milliseconds;
      },
    });
    const reports: unknown[] = [];
    const catalog = await openCatalog({
      store,
      risks: RISKS,
      now,
      random: () => 0.5,
      deadline: MINUTE,
      report: (error) => reports.push(error),
      sources: [{ name: 'prod', kind: 'oci', url, registry, refresh: 60 * MINUTE, promotion: 'off' }],
    });
    const close = async (): Promise<void> => {
      await catalog.close();
      await registry.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    };
    return new PatientCatalog(catalog, clock, reports, close);
  }

  /**
   * Crawls the registry and reads every version of its charts. Called again, it looks, an hour and more later, at those
   * repositories alone where something failed.
   */
  async readEverything(): Promise<RoundOutcome> {
    const isFirst = this.#pending === undefined;
    const pending = this.#pending ?? (await this.#crawl());
    this.#pending = pending;
    if (!isFirst) this.#clock.now += 61 * MINUTE;
    let surfaced = 0;
    await runBounded([...pending], WIDTH, async (repository) => {
      const failures = await this.#failuresOf(repository, isFirst);
      surfaced += failures;
      if (failures === 0) pending.delete(repository);
    });
    return { surfaced, pending: pending.size };
  }

  /** Gives the repositories found: charts, and such that failed. A catalog that failed itself is asked for again. */
  async #crawl(): Promise<Set<string>> {
    const found = new Set<string>();
    for (let begin: 'start' | 'refresh' = 'start'; found.size === 0; begin = 'refresh') {
      const [state] = await crawlAll(this.#catalog, begin);
      for (const { repository } of [...this.#catalog.charts(), ...(state?.failures ?? [])])
        found.add(repository);
    }
    return found;
  }

  /** As a person does: opens the chart's page, and looks again where something is missing on it. */
  async #failuresOf(repository: string, isFirst: boolean): Promise<number> {
    const address = { registry: 'prod', repository };
    try {
      if (!isFirst && countFailures(await this.#catalog.chart(address)) === 0) return 0;
      return countFailures(await this.#catalog.refreshChart(address));
    } catch (error) {
      if (error instanceof RegistryError || error instanceof AppError) return 1;
      throw error;
    }
  }

  /** What is known now. */
  async content(): Promise<CatalogContent> {
    const charts = this.#catalog.charts();
    const opened: CatalogContent['opened'] = [];
    for (const address of charts) {
      const { repository, versions, channels, otherTags, complete, error } =
        await this.#catalog.chart(address);
      opened.push({
        repository,
        // When something was first seen depends on when it could be read.
        versions: versions.map((version) => ({ ...version, since: null })),
        channels: channels.map((channel) => ({ ...channel, since: null })),
        otherTags,
        complete,
        error,
      });
    }
    return { charts, opened };
  }

  close(): Promise<void> {
    return this.#close();
  }
}

function countFailures({ versions, channels, error, complete }: Chart): number {
  const failed =
    versions.filter((version) => version.error !== null).length +
    channels.filter(({ digest }) => digest === null).length +
    Number(error !== null);
  return complete ? failed : Math.max(1, failed);
}
