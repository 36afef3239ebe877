import 'server-only';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openCatalog, type Catalog } from '@/lib/catalog/catalog';
import type { Chart, ChartSummary, ImageReport, ImageUse, Release } from '@/lib/catalog/chart';
import { findDependencyChart } from '@/lib/catalog/dependency-chart';
import type { RegistryState } from '@/lib/catalog/registry-state';
import { createRemoteImages, type RemoteImage, type RemoteImages } from '@/lib/catalog/remote-image';
import { confirmPromotion } from '@/lib/channels/confirm-promotion';
import { createHistory, type History } from '@/lib/channels/history';
import { KeyedLock } from '@/lib/channels/keyed-lock';
import { promote } from '@/lib/channels/promote';
import type { Promotion, PromotionFilter, PromotionRequest } from '@/lib/channels/promotion';
import {
  compareReleases,
  type ComparedRelease,
  type ReleaseDifference,
} from '@/lib/channels/release-difference';
import { settleIntents } from '@/lib/channels/settle-promotion';
import type { Configuration, RegistryConfiguration } from '@/lib/config/configuration';
import { parseDuration } from '@/lib/config/duration';
import { readDockerConfig, readSettings } from '@/lib/config/read-configuration';
import { AppError } from '@/lib/errors';
import type { Digest } from '@/lib/oci/names';
import { readDockerCredentials, type Credentials } from '@/lib/oci/credentials';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import type { ChartDependency } from '@/lib/helm/chart-metadata';
import { chartPath, type ChartAddress, type ChartReference } from '@/lib/references';
import { searchDocuments } from '@/lib/search/search-documents';
import type { SearchResult } from '@/lib/search/search-engine';
import type { SearchIndex } from '@/lib/search/search-index';
import type { SearchDocument } from '@/lib/search/search-document';
import { normalizeQuery, type SearchRequest } from '@/lib/search/search-request';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import type { Store } from '@/lib/store/store';

// The composition root: configuration → registries → store → catalog, and the functions that pages and routes call.

interface ConfiguredRegistry {
  configuration: RegistryConfiguration;
  registry: Registry;
}

interface Chartroom {
  configuration: Configuration;
  registries: ReadonlyMap<string, ConfiguredRegistry>;
  store: Store;
  catalog: Catalog;
  history: History;
  locks: KeyedLock;
  remoteImages: RemoteImages;
}

const KEY = Symbol.for('chartroom');

/** Pages and route handlers get separate instances of this module, so what they share hangs on the global object. */
const shared = globalThis as { [KEY]?: Promise<Chartroom> };

function open(): Promise<Chartroom> {
  return (shared[KEY] ??= compose());
}

async function compose(): Promise<Chartroom> {
  const { configuration, dataFolder } = await readSettings(process.env);
  const dockerConfig = configuration.registries.some(
    ({ credentials }) => credentials && 'dockerConfig' in credentials,
  )
    ? await readDockerConfig(process.env)
    : undefined;
  const registries = new Map(
    configuration.registries.map((entry) => [
      entry.name,
      {
        configuration: entry,
        registry: createRegistry({ url: entry.url, credentials: findLogin(entry, dockerConfig) }),
      },
    ]),
  );
  const store = await openLmdbStore(join(dataFolder, 'store'));
  const catalog = await openCatalog({
    store,
    risks: configuration.channels.risks,
    now: Date.now,
    sources: [...registries.values()].map(({ configuration: entry, registry }) => ({
      name: entry.name,
      url: entry.url,
      registry,
      repositories: entry.repositories,
      refresh: parseDuration(entry.refresh) ?? 0,
      promotion: entry.promotion.mode,
    })),
  });
  return {
    configuration,
    registries,
    store,
    catalog,
    history: createHistory(store),
    locks: new KeyedLock(),
    remoteImages: createRemoteImages({ key: randomBytes(32) }),
  };
}

function findLogin(
  { url, credentials }: RegistryConfiguration,
  dockerConfig: string | undefined,
): Credentials | undefined {
  if (credentials === undefined) return undefined;
  if ('username' in credentials) return credentials;
  return dockerConfig === undefined ? undefined : readDockerCredentials(dockerConfig, new URL(url).host);
}

/**
 * Reads the configuration, opens the store and begins the first crawl.
 * @throws AppError `invalid_configuration`
 */
export async function startChartroom(): Promise<void> {
  const { catalog, history, locks, registries } = await open();
  catalog.start();
  settleIntents({ history, locks, registry: (name) => registries.get(name)?.registry }).then(
    (unsettled) => unsettled.forEach((line) => log(`A promotion cut off earlier stays open: ${line}`)),
    (error: unknown) => log(`Promotions cut off earlier could not be settled: ${String(error)}`),
  );
}

/** Why Chartroom can't serve yet, or null when it can. */
export async function checkReadiness(): Promise<string | null> {
  try {
    await open();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Every configured registry and how it is doing, in the order of the configuration. */
export async function listRegistries(): Promise<RegistryState[]> {
  return (await open()).catalog.registries();
}

/**
 * One registry and how it is doing.
 * @throws AppError `registry_not_found`
 */
export async function getRegistry(name: string): Promise<RegistryState> {
  const state = (await listRegistries()).find((registry) => registry.name === name);
  if (state === undefined) throw unknownRegistry(name);
  return state;
}

/**
 * Begins to read a registry again, channel tags included.
 * @throws AppError `registry_not_found`
 */
export async function refreshRegistry(name: string): Promise<void> {
  const { catalog, registries } = await open();
  if (!registries.has(name)) throw unknownRegistry(name);
  catalog.refresh(name);
}

/** What is known of a chart; read from the registry only when nothing is. Throws like `Catalog.chart`. */
export async function getChart(address: ChartAddress, signal?: AbortSignal): Promise<Chart> {
  const { catalog } = await open();
  return catalog.chart(address, { signal, priority: 'interactive' });
}

/** A chart after a look at its registry: tags, channels, versions not read yet. Throws like `Catalog.refreshChart`. */
export async function refreshChart(address: ChartAddress, signal?: AbortSignal): Promise<Chart> {
  const { catalog } = await open();
  return catalog.refreshChart(address, { signal, priority: 'interactive' });
}

/** One release of a chart, opened. Throws like `Catalog.release`. */
export async function getRelease(reference: ChartReference, signal?: AbortSignal): Promise<Release> {
  const { catalog } = await open();
  return catalog.release(reference, { signal, priority: 'interactive' });
}

/** Charts that answer a search, with what the page needs to say about it. */
export interface SearchAnswer extends SearchResult {
  /** registries of which not everything is known */
  incomplete: string[];
  registries: RegistryState[];
}

/** Searches the charts of all registries, with the engine that browsers use. */
export async function searchCharts(request: SearchRequest): Promise<SearchAnswer> {
  const chartroom = await open();
  const { catalog } = chartroom;
  return {
    ...searchDocuments(listedCharts(chartroom), request),
    incomplete: catalog.incomplete(),
    registries: catalog.registries(),
  };
}

/** What the HTTP API asks for when it lists charts. */
export interface ChartsQuery extends Omit<SearchRequest, 'registries' | 'namespace'> {
  registry?: string | undefined;
  namespace?: string | undefined;
}

/** The charts that answer a query, best first, and the registries of which not everything is known. */
export async function listCharts({ registry, namespace, ...query }: ChartsQuery): Promise<{
  total: number;
  charts: SearchDocument[];
  incomplete: string[];
}> {
  const { total, hits, incomplete } = await searchCharts({
    ...query,
    query: normalizeQuery(query.query),
    registries: registry === undefined ? [] : [registry],
    namespace: namespace ?? null,
  });
  return { total, charts: hits.map(({ document }) => document), incomplete };
}

/** What the browser searches: every chart known, and a name for this state of them. */
export async function getSearchIndex(): Promise<SearchIndex> {
  const chartroom = await open();
  const { catalog } = chartroom;
  return {
    revision: catalog.revision(),
    charts: [...listedCharts(chartroom)],
    incomplete: catalog.incomplete(),
  };
}

const proxied = new WeakMap<readonly ChartSummary[], readonly ChartSummary[]>();

/** The charts as pages show them: where pictures are proxied, icons lead to the proxy. Made once for each list. */
function listedCharts({ catalog, configuration, remoteImages }: Chartroom): readonly ChartSummary[] {
  const charts = catalog.charts();
  if (configuration.remoteImages !== 'proxy') return charts;
  const known = proxied.get(charts);
  if (known !== undefined) return known;
  const listed = charts.map((chart) =>
    chart.icon?.startsWith('https://') === true ? { ...chart, icon: remoteImages.sign(chart.icon) } : chart,
  );
  proxied.set(charts, listed);
  return listed;
}

/** The page of each dependency whose chart is in a configured registry, by the dependency's name. */
export async function findDependencyPaths(
  dependencies: readonly ChartDependency[],
): Promise<Record<string, string>> {
  const { catalog } = await open();
  const registries = catalog.registries();
  const charts = catalog.charts();
  const found = dependencies.map(
    (dependency) => [dependency.name, findDependencyChart(dependency, registries, charts)] as const,
  );
  return Object.fromEntries(
    found.flatMap(([name, chart]) => (chart === undefined ? [] : [[name, chartPath(chart)]])),
  );
}

/** Images that match any part of `image`, with the charts that refer to them. */
export async function findImages(image: string): Promise<ImageUse[]> {
  return (await open()).catalog.findImages(image);
}

/** Asks the registry that `image` names, if it is configured, whether it has it. */
export async function checkImage(image: string, signal?: AbortSignal): Promise<ImageReport> {
  return (await open()).catalog.checkImage(image, { signal, priority: 'interactive' });
}

/** What differs between two releases of a chart; without `from`, what a new channel would begin with. */
export async function compareChartReleases(
  { registry, repository, from, to }: ChartAddress & { from?: Digest | undefined; to: Digest },
  signal?: AbortSignal,
): Promise<ReleaseDifference> {
  const read = async (digest: Digest): Promise<ComparedRelease> =>
    toCompared(await getRelease({ registry, repository, selector: { kind: 'digest', digest } }, signal));
  const [before, after] = await Promise.all([from === undefined ? null : read(from), read(to)]);
  return compareReleases(before, after);
}

function toCompared({ version, digest, metadata, values, images }: Release): ComparedRelease {
  return {
    version,
    digest,
    appVersion: metadata.appVersion ?? null,
    values,
    images: images.map(({ image }) => image),
  };
}

/** Who asks for a promotion. */
export interface Promoter {
  /** the registry login given for this one promotion */
  login: Credentials | null;
  /** a header of the request, for the name that a trusted proxy puts there */
  header(name: string): string | null;
}

/**
 * Points a channel at a digest, as far as the registry's configuration allows it.
 * @throws AppError `registry_not_found`, `promotion_denied` where promotion is off, `unauthenticated` where everyone
 * uses their own login and none was given; else what `promote` throws
 */
export async function promoteRelease(request: PromotionRequest, promoter: Promoter): Promise<Promotion> {
  const { catalog, configuration, history, locks, registries } = await open();
  const entry = registries.get(request.registry);
  if (entry === undefined) throw unknownRegistry(request.registry);
  const { registry, actor, close } = signIn(entry, promoter);
  const promotion = await promote(request, {
    registry,
    history,
    locks,
    risks: configuration.channels.risks,
    now: Date.now,
    random: () => randomBytes(4).toString('hex'),
    actor,
  }).finally(close);
  await catalog.observeTag(request, request.channel, promotion.to.digest);
  confirmPromotion(promotion, { registry: entry.registry, history, locks, wait: (ms) => wait(ms) }).catch(
    (error: unknown) => log(`${request.channel} could not be read once more: ${String(error)}`),
  );
  return promotion;
}

/** The registry as the promoter may use it, and who the promoter is. */
function signIn(
  { configuration: { name, url, promotion }, registry }: ConfiguredRegistry,
  { login, header }: Promoter,
): { registry: Registry; actor: string | null; close: () => Promise<void> } {
  switch (promotion.mode) {
    case 'off':
      throw new AppError(
        'promotion_denied',
        `Promotion is off for ${name}. Turn it on in the configuration: registries: [{ name: ${name}, promotion: { mode: shared } }].`,
      );
    case 'shared': {
      const actor = promotion.actorHeader === undefined ? null : header(promotion.actorHeader);
      return { registry, actor: actor?.slice(0, 200) ?? null, close: async () => {} };
    }
    case 'personal': {
      if (login === null) {
        throw new AppError(
          'unauthenticated',
          `Promoting in ${name} needs your own login for ${new URL(url).host}.`,
        );
      }
      const own = createRegistry({ url, credentials: login });
      return { registry: own, actor: login.username, close: () => own.close() };
    }
  }
}

/** Promotions newest first, at most 1,000. */
export async function listPromotions(filter: PromotionFilter): Promise<Promotion[]> {
  return (await open()).history.list(filter);
}

/** The risks, safest first, and how icons and README pictures are shown. */
export async function getSettings(): Promise<Pick<Configuration, 'remoteImages'> & { risks: string[] }> {
  const { configuration } = await open();
  return { remoteImages: configuration.remoteImages, risks: configuration.channels.risks };
}

/** The path under which Chartroom serves the picture at `url`, for `remoteImages: proxy`. */
export async function signRemoteImage(url: string): Promise<string> {
  return (await open()).remoteImages.sign(url);
}

/** A picture from the web. Throws like `RemoteImages.fetch`, and `invalid_request` unless `remoteImages` is `proxy`. */
export async function fetchRemoteImage(url: string, signature: string): Promise<RemoteImage> {
  const { configuration, remoteImages } = await open();
  if (configuration.remoteImages !== 'proxy') {
    throw new AppError(
      'invalid_request',
      'Pictures are not proxied: the configuration says remoteImages: ' + configuration.remoteImages + '.',
    );
  }
  return remoteImages.fetch(url, signature);
}

function unknownRegistry(name: string): AppError {
  return new AppError(
    'registry_not_found',
    `No registry is configured under the name “${name.slice(0, 63)}”.`,
  );
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}
