import 'server-only';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openCatalog, type Catalog } from '@/lib/catalog/catalog';
import { createRemoteImages, type RemoteImages } from '@/lib/catalog/remote-image';
import { readSigningKey } from '@/lib/catalog/remote-image-key';
import { createHistory, type History } from '@/lib/channels/history';
import { KeyedLock } from '@/lib/channels/keyed-lock';
import type { Configuration, RegistryConfiguration } from '@/lib/config/configuration';
import { parseDuration } from '@/lib/config/duration';
import { readDockerConfig, readSettings } from '@/lib/config/read-configuration';
import { readDockerCredentials, type Credentials } from '@/lib/oci/credentials';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import { openLmdbStore } from '@/lib/store/lmdb-store';

// The composition root: configuration → registries → store → catalog, history and pictures.

/** A registry of the configuration, and the client that reads it. */
export interface ConfiguredRegistry {
  configuration: RegistryConfiguration;
  registry: Registry;
}

/** Everything one running Chartroom has. */
export interface Chartroom {
  configuration: Configuration;
  registries: ReadonlyMap<string, ConfiguredRegistry>;
  catalog: Catalog;
  history: History;
  /** one promotion of a channel at a time */
  locks: KeyedLock;
  remoteImages: RemoteImages;
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
  const registries = await openRegistries(configuration);
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
    catalog,
    history: createHistory(store),
    locks: new KeyedLock(),
    remoteImages: createRemoteImages({ key: await readSigningKey(store, () => randomBytes(32)) }),
  };
}

async function openRegistries({ registries }: Configuration): Promise<Map<string, ConfiguredRegistry>> {
  const needsDocker = registries.some(({ credentials }) => credentials && 'dockerConfig' in credentials);
  const dockerConfig = needsDocker ? await readDockerConfig(process.env) : undefined;
  return new Map(
    registries.map((configuration) => {
      const credentials = findLogin(configuration, dockerConfig);
      if (configuration.credentials !== undefined && credentials === undefined) {
        process.stderr.write(
          `Docker's config.json has no login for ${configuration.name} in its “auths” (credential helpers are not asked), so it is read without one.\n`,
        );
      }
      return [
        configuration.name,
        { configuration, registry: createRegistry({ url: configuration.url, credentials }) },
      ];
    }),
  );
}

function findLogin(
  { url, credentials }: RegistryConfiguration,
  dockerConfig: string | undefined,
): Credentials | undefined {
  if (credentials === undefined) return undefined;
  if ('username' in credentials) return credentials;
  return dockerConfig === undefined ? undefined : readDockerCredentials(dockerConfig, new URL(url).host);
}
