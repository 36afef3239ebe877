import 'server-only';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as breathe, setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { keepAbilities, readAbilities } from '@/lib/catalog/ability-keeper';
import { openCatalog, type Catalog } from '@/lib/catalog/catalog';
import { Changes } from '@/lib/catalog/changes';
import { showRemoteIcon } from '@/lib/catalog/remote-icon';
import { createRemoteImages, type RemoteImages } from '@/lib/catalog/remote-image';
import { readSigningKey } from '@/lib/catalog/remote-image-key';
import type { Source } from '@/lib/catalog/source';
import { ChannelLocks } from '@/lib/channels/channel-locks';
import type { WebhookEvent } from '@/lib/channels/webhooks/webhook-event';
import { tellDrift, tellMove, tellPublished } from '@/lib/channels/webhooks/webhook-event';
import { createWebhookQueue, type WebhookQueue } from '@/lib/channels/webhooks/webhook-queue';
import { WebhookSender } from '@/lib/channels/webhooks/webhook-sender';
import { createHistory, indexOldPromotions, promotionId, type History } from '@/lib/channels/history';
import { noteSighting } from '@/lib/channels/note-sighting';
import { createTransferJobs, type TransferJobs } from '@/lib/channels/transfer-jobs';
import type { Configuration, RegistryConfiguration } from '@/lib/config/configuration';
import { parseDuration } from '@/lib/config/duration';
import { readSettings } from '@/lib/config/read-configuration';
import { LONGEST_SESSION } from '@/lib/config/registry-configuration';
import { readApiToken } from '@/lib/config/registry-api-token';
import { openLogin } from '@/lib/config/registry-login';
import { readTls } from '@/lib/config/registry-tls';
import { readSessionSecrets } from '@/lib/config/session-secret';
import { openStaticRepository } from '@/lib/helm/static-repository';
import type { Credentials } from '@/lib/oci/credentials';
import { Hosts } from '@/lib/oci/host';
import { openLayoutRegistry } from '@/lib/oci/layout/layout-registry';
import { SeenNotifications } from '@/lib/oci/notifications/seen-notifications';
import { ToldActors } from '@/lib/oci/notifications/told-actors';
import type { ConnectionOptions } from '@/lib/oci/open-session';
import { createWebPost } from '@/lib/oci/web-post';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry, type RegistryOptions } from '@/lib/oci/registry-client';
import { createWebClient } from '@/lib/oci/web-session';
import { CurrentEngine } from '@/lib/search/current-engine';
import { IndexSegments } from '@/lib/search/index-segments';
import { PushPermissions } from '@/lib/sessions/push-permissions';
import { secretKeys, storedKeys } from '@/lib/sessions/session-keys';
import { createSessions, type Sessions } from '@/lib/sessions/sessions';
import { SignInBrake } from '@/lib/sessions/sign-in-brake';
import { acquireLease, type LeaseContext } from '@/lib/store/lease';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import { isRunning, nameProcess } from '@/lib/store/process-name';
import type { Store } from '@/lib/store/store';

// The composition root: configuration → registries → store → catalog, search, history and pictures.

/** A registry of the configuration, and what reads it. */
export interface ConfiguredRegistry {
  configuration: RegistryConfiguration;
  source: Source;
  /** what tags can be moved in; null for what is only read */
  registry: Registry | null;
  /** the same registry with somebody's own login, to be closed when it is no longer used */
  signIn: (credentials: Credentials) => Registry;
}

/** Everything one running Chartroom has. */
export interface Chartroom {
  configuration: Configuration;
  registries: ReadonlyMap<string, ConfiguredRegistry>;
  catalog: Catalog;
  /** what pages show, as it changes */
  changes: Changes;
  /** the deliveries of registries that were taken lately */
  seenNotifications: SeenNotifications;
  /** whom they named */
  toldActors: ToldActors;
  history: History;
  transferJobs: TransferJobs;
  /** what keeps two processes that share the data folder from doing the same at once */
  leases: LeaseContext;
  /** one promotion of a channel at a time, among all processes that share the data folder */
  locks: ChannelLocks;
  /** who is signed in at a registry */
  sessions: Sessions;
  signInBrake: SignInBrake;
  permissions: PushPermissions;
  /** what becomes of messages to others */
  deliveries: WebhookQueue;
  /** tells others of what happens */
  webhooks: WebhookSender;
  remoteImages: RemoteImages;
  /** what browsers search */
  segments: IndexSegments;
  /** what searches for those that don't */
  engine: CurrentEngine;
}

const KEY = Symbol.for('chartroom');

/** Pages and route handlers get separate instances of this module, so what they share hangs on the global object. */
const shared = globalThis as { [KEY]?: Promise<Chartroom> };

/**
 * The running Chartroom, made at the first call: reads the environment and opens the store. Nothing is asked of a
 * registry yet.
 * @throws AppError `invalid_configuration`
 */
export function openChartroom(): Promise<Chartroom> {
  return (shared[KEY] ??= compose());
}

async function compose(): Promise<Chartroom> {
  const { configuration, dataFolder } = await readSettings(process.env);
  const store = await openLmdbStore(join(dataFolder, 'store'));
  await indexOldPromotions(store);
  const registries = await openRegistries(configuration, store);
  const run = randomBytes(6).toString('hex');
  const changes = new Changes({
    run,
    after: (ms, call) => void setTimeout(call, ms).unref(),
  });
  const deliveries = createWebhookQueue(store);
  const leases: LeaseContext = {
    store,
    self: await nameProcess(run),
    isRunning,
    now: Date.now,
    wait: (ms, signal) => wait(ms, undefined, { signal }),
    random: () => randomBytes(9).toString('hex'),
  };
  const webhooks = openWebhooks(configuration, deliveries, leases);
  const tell = (event: WebhookEvent | undefined): Promise<void> =>
    event === undefined ? Promise.resolve() : webhooks.tell(event);
  const history = createHistory(store, (move) => {
    changes.publish({ kind: 'chart', registry: move.registry, repository: move.repository });
    tell(tellMove(move)).catch((error: unknown) => log(`A move could not be told: ${String(error)}`));
  });
  const toldActors = new ToldActors(() => performance.now());
  const catalog = await openCatalog({
    store,
    risks: configuration.channels.risks,
    words: configuration.channels.words,
    now: Date.now,
    sources: [...registries.values()].map(({ source }) => source),
    onChange: (change) => changes.publish(change),
    onTagMoves: async (address, moves) => {
      const source = registries.get(address.registry)?.source;
      if (source === undefined || source.kind === 'helm-repository') return;
      for (const { tag: channel, ...sighting } of moves) {
        await noteSighting({ ...address, channel }, sighting, {
          history,
          registry: source.registry,
          random: () => randomBytes(4).toString('hex'),
          actorOf: ({ registry, repository }, digest) =>
            toldActors.actorOf(registry, repository, channel, digest),
        });
      }
    },
    onVersions: async (address, { published, drifted }) => {
      const at = new Date().toISOString();
      for (const version of published.toReversed()) await tell(tellPublished(address, version, at));
      for (const drift of drifted) await tell(tellDrift(address, drift, at));
    },
    onCrawled: (source, sample, signal) => {
      keepAbilities(store, source, sample, Date.now(), signal).then(
        () => changes.publish({ kind: 'registry', registry: source.name }),
        (error: unknown) => log(`What ${source.name} can do could not be kept: ${String(error)}`),
      );
    },
  });
  const locks = new ChannelLocks({ ...leases, report: log });
  const remoteImages = createRemoteImages({ key: await readSigningKey(store, () => randomBytes(32)) });
  const showIcon = (icon: string): string =>
    configuration.remoteImages === 'proxy' ? showRemoteIcon(icon, remoteImages) : icon;
  return {
    configuration,
    registries,
    catalog,
    changes,
    seenNotifications: new SeenNotifications(() => performance.now()),
    toldActors,
    history,
    transferJobs: createTransferJobs(store),
    leases,
    locks,
    sessions: openSessions(store, process.env),
    signInBrake: new SignInBrake(Date.now),
    permissions: new PushPermissions(Date.now),
    deliveries,
    webhooks,
    remoteImages,
    segments: new IndexSegments(catalog, { showIcon }),
    engine: new CurrentEngine({ source: catalog, showIcon, pause: () => breathe(), now: Date.now }),
  };
}

function openSessions(store: Store, environment: NodeJS.ProcessEnv): Sessions {
  const common = { now: Date.now, random: randomBytes, longest: LONGEST_SESSION };
  const secrets = readSessionSecrets(environment);
  const keys = secrets === undefined ? storedKeys(store, common) : secretKeys(secrets);
  return createSessions({ store, keys, ...common });
}

function openWebhooks(
  { webhooks, publicUrl }: Configuration,
  queue: WebhookQueue,
  leases: LeaseContext,
): WebhookSender {
  return new WebhookSender({
    hooks: webhooks,
    queue,
    post: createWebPost('environment'),
    acquire: (hook) => acquireLease(['webhook', hook], 0, leases),
    now: Date.now,
    random: Math.random,
    publicUrl: publicUrl ?? null,
    newId: () => promotionId(Date.now(), randomBytes(6).toString('hex')),
    wait: (ms, signal) => wait(ms, undefined, { signal, ref: false }).catch(() => undefined),
    report: (error) => log(`Webhooks: ${String(error)}`),
  });
}

async function openRegistries(
  { registries }: Configuration,
  store: Store,
): Promise<Map<string, ConfiguredRegistry>> {
  const hosts = new Hosts();
  const opened = new Map<string, ConfiguredRegistry>();
  for (const configuration of registries)
    opened.set(configuration.name, await openRegistry(configuration, hosts, store));
  return opened;
}

async function openRegistry(
  configuration: RegistryConfiguration,
  hosts: Hosts,
  store: Store,
): Promise<ConfiguredRegistry> {
  const { name, url, kind, repositories, promotion, vendor, realm, index } = configuration;
  const refresh = parseDuration(configuration.refresh) ?? 0;
  const common = { name, url, repositories, refresh, promotion: promotion.mode };
  if (kind === 'oci-layout') {
    const registry = openLayoutRegistry({ folder: fileURLToPath(url), url });
    return { configuration, source: { ...common, kind, registry }, registry: null, signIn: refuseLogin };
  }
  const connection = await connectionOf(configuration, hosts);
  const insecure = connection.tls?.insecure === true;
  if (kind === 'helm-repository') {
    const client = createWebClient(connection);
    const helmRepository = openStaticRepository({ url, client });
    const source = { ...common, kind, client, helmRepository, insecure };
    return { configuration, source, registry: null, signIn: refuseLogin };
  }
  const token = await readApiToken(configuration);
  const options: RegistryOptions = {
    ...connection,
    vendor,
    realm,
    index,
    api: { url: configuration.api?.url, token },
    abilities: await readAbilities(store, name),
  };
  const registry = createRegistry(options);
  return {
    configuration,
    source: { ...common, kind, registry, insecure },
    registry,
    signIn: (credentials) =>
      createRegistry({ ...options, login: undefined, credentials, abilities: registry.abilities() }),
  };
}

async function connectionOf(configuration: RegistryConfiguration, hosts: Hosts): Promise<ConnectionOptions> {
  const { url, proxy, trustedHosts, concurrency } = configuration;
  const login = await openLogin(configuration, process.env, { now: Date.now, report: log });
  return { url, login, proxy, trustedHosts, concurrency, hosts, tls: await readTls(configuration) };
}

/** The configuration lets nobody promote where there is nothing to sign in at. */
function refuseLogin(): never {
  throw new Error('Only a registry can be signed in at.');
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}
