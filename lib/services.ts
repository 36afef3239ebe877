import 'server-only';
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Changes } from '@/lib/catalog/changes';
import type { Chart, ImageReport, ImageUse, Release } from '@/lib/catalog/chart';
import { findDependencyChart } from '@/lib/catalog/dependency-chart';
import type { RegistryState } from '@/lib/catalog/registry-state';
import type { RemoteImage } from '@/lib/catalog/remote-image';
import { scopeOf } from '@/lib/catalog/source';
import { confirmPromotion } from '@/lib/channels/confirm-promotion';
import { promote } from '@/lib/channels/promote';
import { signIn, type Promoter } from '@/lib/channels/promoter';
import type { Promotion, PromotionFilter, PromotionRequest } from '@/lib/channels/promotion';
import {
  compareReleases,
  type ComparedRelease,
  type ReleaseDifference,
} from '@/lib/channels/release-difference';
import { settleIntents } from '@/lib/channels/settle-promotion';
import { openChartroom } from '@/lib/chartroom';
import type { Configuration } from '@/lib/config/configuration';
import { AppError } from '@/lib/errors';
import type { ChartDependency } from '@/lib/helm/chart-metadata';
import type { Digest } from '@/lib/oci/names';
import { assertFromRegistry, type Delivery } from '@/lib/oci/notifications/delivery';
import { readNotifications } from '@/lib/oci/notifications/read-notifications';
import { chartPath, type ChartAddress, type ChartReference } from '@/lib/references';
import type { IndexManifest, SegmentAddress } from '@/lib/search/index-manifest';
import type { QueryProblem } from '@/lib/search/query';
import type { SearchDocument } from '@/lib/search/search-document';
import { normalizeQuery, type SearchRequest } from '@/lib/search/search-request';
import type { SearchResult } from '@/lib/search/search-result';
import type { SegmentContent } from '@/lib/search/segment-content';

// What pages and route handlers call: each function is one question or one act.

/**
 * Reads the configuration, opens the store and begins the first crawl.
 * @throws AppError `invalid_configuration`
 */
export async function startChartroom(): Promise<void> {
  const { catalog, history, locks, registries } = await openChartroom();
  catalog.start();
  settleIntents({ history, locks, registry: (name) => registries.get(name)?.registry ?? undefined }).then(
    (unsettled) => unsettled.forEach((line) => log(`A promotion cut off earlier stays open: ${line}`)),
    (error: unknown) => log(`Promotions cut off earlier could not be settled: ${String(error)}`),
  );
}

/** Why Chartroom can't serve yet, or null when it can. */
export async function checkReadiness(): Promise<string | null> {
  try {
    await openChartroom();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Every configured registry and how it is doing, in the order of the configuration. */
export async function listRegistries(): Promise<RegistryState[]> {
  return (await openChartroom()).catalog.registries();
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

/** A registry as a bug report shows it: all but the names of its repositories. */
export interface RegistryReport {
  /** the version of Chartroom */
  chartroom: string;
  node: string;
  /** RFC 3339 */
  at: string;
  registry: Omit<RegistryState, 'failures'>;
}

/**
 * What somebody who looks into a registry's trouble needs to know of it.
 * @throws AppError `registry_not_found`
 */
export async function reportRegistry(name: string): Promise<RegistryReport> {
  const { failures: _, ...registry } = await getRegistry(name);
  return {
    chartroom: process.env.CHARTROOM_VERSION ?? 'unknown',
    node: process.version,
    at: new Date().toISOString(),
    registry,
  };
}

/**
 * Begins to read a registry again, channel tags included.
 * @throws AppError `registry_not_found`
 */
export async function refreshRegistry(name: string): Promise<void> {
  const { catalog, registries } = await openChartroom();
  if (!registries.has(name)) throw unknownRegistry(name);
  catalog.refresh(name);
}

/** What is known of a chart; read from the registry only when nothing is. Throws like `Catalog.chart`. */
export async function getChart(address: ChartAddress, signal?: AbortSignal): Promise<Chart> {
  const { catalog } = await openChartroom();
  return catalog.chart(address, { signal, priority: 'interactive' });
}

/** A chart after a look at its registry: tags, channels, versions not read yet. Throws like `Catalog.refreshChart`. */
export async function refreshChart(address: ChartAddress, signal?: AbortSignal): Promise<Chart> {
  const { catalog } = await openChartroom();
  return catalog.refreshChart(address, { signal, priority: 'interactive' });
}

/** One release of a chart, opened. Throws like `Catalog.release`. */
export async function getRelease(reference: ChartReference, signal?: AbortSignal): Promise<Release> {
  const { catalog } = await openChartroom();
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
  const { catalog, engine } = await openChartroom();
  return {
    ...(await engine.get()).search(request, Date.now()),
    incomplete: catalog.incomplete(),
    registries: catalog.registries(),
  };
}

/** What the HTTP API asks for when it lists charts: what is not named is not chosen. */
export type ChartsQuery = Pick<SearchRequest, 'query' | 'deprecated' | 'sort' | 'limit' | 'offset'> & {
  registry?: string | undefined;
} & { [Choice in 'namespace' | 'keyword' | 'channel' | 'updated']?: SearchRequest[Choice] | undefined };

/** The charts that answer a query, best first, and the registries of which not everything is known. */
export async function listCharts({ registry, ...asked }: ChartsQuery): Promise<{
  total: number;
  charts: SearchDocument[];
  incomplete: string[];
  problems: QueryProblem[];
}> {
  const { namespace = null, keyword = null, channel = null, updated = null } = asked;
  const { total, hits, incomplete, problems } = await searchCharts({
    ...asked,
    query: normalizeQuery(asked.query),
    registries: registry === undefined ? [] : [registry],
    namespace,
    keyword,
    channel,
    updated,
  });
  return { total, charts: hits.map(({ document }) => document), incomplete, problems };
}

/** What browsers search: which segments are the newest, and the registries of which not everything is known. */
export async function getIndexManifest(): Promise<IndexManifest> {
  const { catalog, segments } = await openChartroom();
  return { segments: await segments.list(), incomplete: catalog.incomplete() };
}

/**
 * A segment of the search index; with `from`, what leads to it from the segment that had this hash.
 * @throws AppError `segment_not_found` when either is not kept
 */
export async function getIndexSegment(
  { registry, part, hash }: SegmentAddress,
  from?: string,
): Promise<SegmentContent> {
  return (await openChartroom()).segments.find(registry, part, hash, from);
}

/** The page of each dependency whose chart is in a configured registry, by the dependency's name. */
export async function findDependencyPaths(
  dependencies: readonly ChartDependency[],
): Promise<Record<string, string>> {
  const { catalog } = await openChartroom();
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
  return (await openChartroom()).catalog.findImages(image);
}

/** Asks the registry that `image` names, if it is configured, whether it has it. */
export async function checkImage(image: string, signal?: AbortSignal): Promise<ImageReport> {
  return (await openChartroom()).catalog.checkImage(image, { signal, priority: 'interactive' });
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

/**
 * Points a channel at a digest, as far as the registry's configuration allows it. What comes after the move goes on
 * behind the answer: a move that was made and recorded is never reported as a failure.
 * @param signal ends the reading before the move; once the move has begun it is seen through
 * @throws AppError `registry_not_found`; else what `signIn` and `promote` throw
 */
export async function promoteRelease(
  request: PromotionRequest,
  promoter: Promoter,
  signal?: AbortSignal,
): Promise<Promotion> {
  const { catalog, configuration, history, locks, registries } = await openChartroom();
  const entry = registries.get(request.registry);
  if (entry === undefined) throw unknownRegistry(request.registry);
  const { name, promotion: policy } = entry.configuration;
  const { registry, actor, close } = signIn(
    { name, registry: entry.registry, connect: entry.signIn, ...policy },
    promoter,
  );
  const promotion = await promote(request, {
    registry,
    history,
    locks,
    risks: configuration.channels.risks,
    now: Date.now,
    random: () => randomBytes(4).toString('hex'),
    actor,
    signal,
  }).finally(close);
  const { channel, to } = promotion;
  await catalog.observeTag(request, channel, to.digest).catch((error: unknown) => {
    log(`${channel} was promoted, and is shown as before until it can be read: ${String(error)}`);
  });
  confirmPromotion(promotion, {
    registry: entry.registry ?? registry,
    history,
    locks,
    wait: (ms) => wait(ms),
  }).catch((error: unknown) => log(`${channel} could not be read once more: ${String(error)}`));
  return promotion;
}

/** Promotions newest first, at most 1,000. */
export async function listPromotions(filter: PromotionFilter): Promise<Promotion[]> {
  return (await openChartroom()).history.list(filter);
}

/** The risks, safest first, and how icons and README pictures are shown. */
export async function getSettings(): Promise<Pick<Configuration, 'remoteImages'> & { risks: string[] }> {
  const { configuration } = await openChartroom();
  return { remoteImages: configuration.remoteImages, risks: configuration.channels.risks };
}

/** The path under which Chartroom serves the picture at `url`, for `remoteImages: proxy`. */
export async function signRemoteImage(url: string): Promise<string> {
  return (await openChartroom()).remoteImages.sign(url);
}

/** A picture from the web. Throws like `RemoteImages.fetch`, and `invalid_request` unless `remoteImages` is `proxy`. */
export async function fetchRemoteImage(url: string, signature: string): Promise<RemoteImage> {
  const { configuration, remoteImages } = await openChartroom();
  if (configuration.remoteImages !== 'proxy') {
    throw new AppError(
      'invalid_request',
      'Pictures are not proxied: the configuration says remoteImages: ' + configuration.remoteImages + '.',
    );
  }
  return remoteImages.fetch(url, signature);
}

/** How many events of a delivery led to a look at the registry, and how many told nothing new or nothing of ours. */
export interface Receipt {
  accepted: number;
  ignored: number;
}

/**
 * Takes a registry's notification as a hint: the repositories it names are looked at again, behind the answer.
 * @throws AppError `registry_not_found`, `call_not_found` when the registry has no secret for hooks, `unauthenticated`,
 *   `invalid_request`
 */
export async function receiveNotification(registry: string, delivery: Delivery): Promise<Receipt> {
  const { catalog, registries, seenNotifications } = await openChartroom();
  const entry = registries.get(registry);
  if (entry === undefined) throw unknownRegistry(registry);
  assertFromRegistry(registry, delivery, entry.configuration.hooks?.secret);
  const { notifications, unusable } = readNotifications(delivery.headers, delivery.body);
  const scope = scopeOf(entry.configuration.repositories);
  const accepted = notifications.filter(
    (notification) =>
      notification.action !== 'other' &&
      scope.includes(notification.repository) &&
      seenNotifications.add(registry, notification),
  );
  for (const repository of new Set(accepted.map((notification) => notification.repository))) {
    catalog.lookAt({ registry, repository });
  }
  return { accepted: accepted.length, ignored: notifications.length + unusable - accepted.length };
}

/**
 * What changes from now on, and which registries send notifications themselves; undefined when as many are watching as
 * may.
 */
export async function watchChanges(): Promise<{ changes: Changes; notifying: string[] } | undefined> {
  const { changes, registries } = await openChartroom();
  if (changes.full) return undefined;
  const notifying = [...registries.values()].filter(({ configuration }) => configuration.hooks !== undefined);
  return { changes, notifying: notifying.map(({ configuration }) => configuration.name) };
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
