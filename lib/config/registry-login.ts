import { dockerPlaces, helmPlaces, podmanPlaces, type LoginPlace } from '@/lib/config/login-places';
import type { RegistryConfiguration } from '@/lib/config/registry-configuration';
import { commonNamespace } from '@/lib/config/repository-namespace';
import { MAX_SECRET, passwordIn, requireFile, tokenIn } from '@/lib/config/secret-file';
import { askCredentialHelper } from '@/lib/oci/credential-helper';
import type { Login, LoginProvider } from '@/lib/oci/credentials';
import {
  findLogin,
  MAX_DOCKER_CONFIG,
  parseDockerConfig,
  withoutHelpers,
  type DockerConfig,
} from '@/lib/oci/docker-config';
import { fileLogin, firstLogin, fixedLogin, helperLogin } from '@/lib/oci/login-provider';
import { readSmallFile } from '@/lib/oci/small-file';

type Environment = Readonly<Record<string, string | undefined>>;
type CredentialsSetting = NonNullable<RegistryConfiguration['credentials']>;

/** What opening a login needs besides the configuration. */
export interface LoginOptions {
  /** milliseconds since the epoch */
  now: () => number;
  /** takes a line for whoever runs Chartroom; it holds no secret */
  report: (line: string) => void;
}

/** Whose login is looked up where many are kept, and with what. */
interface Lookup extends LoginOptions {
  name: string;
  host: string;
  path: string | undefined;
  environment: Environment;
  places: readonly LoginPlace[];
  /** what of a configuration counts: all of it, or what needs no helper */
  narrow: (config: DockerConfig) => DockerConfig;
}

/**
 * Opens the login of a registry. Files are looked at again whenever a login is wanted; credential helpers are run only
 * then. Where the places of another program's logins have none for the registry, that is reported once, and the
 * provider gives none until one of them does.
 * @returns undefined when no login is configured
 * @throws AppError `invalid_configuration` when a named file is missing, or one that is there can't be read
 */
export async function openLogin(
  { name, kind, url, repositories, credentials }: RegistryConfiguration,
  environment: Environment,
  options: LoginOptions,
): Promise<LoginProvider | undefined> {
  if (credentials === undefined) return undefined;
  if ('password' in credentials || 'identityToken' in credentials || 'bearerToken' in credentials) {
    return fixedLogin(credentials);
  }
  const ofFile = openLoginFile(credentials, name);
  if (ofFile !== undefined) {
    await ofFile.get(false);
    return ofFile;
  }
  const lookup: Lookup = {
    ...options,
    name,
    host: new URL(url).host,
    path: kind === 'oci' ? commonNamespace(repositories) : undefined,
    environment,
    places: placesOf(credentials, environment),
    narrow: 'helpers' in credentials && credentials.helpers ? (config) => config : withoutHelpers,
  };
  if ('dockerConfigFile' in credentials) {
    const { dockerConfigFile: file } = credentials;
    requireFile(
      await readSmallFile(file, MAX_DOCKER_CONFIG),
      file,
      `credentials.dockerConfigFile of ${name}`,
    );
  }
  await reportMissing(lookup);
  return firstLogin(lookup.places.map((place) => openPlace(place, lookup)));
}

/** A login of which the secret part is in a file of its own; undefined for every other. */
function openLoginFile(credentials: CredentialsSetting, name: string): LoginProvider | undefined {
  if ('passwordFile' in credentials) {
    const { username, passwordFile } = credentials;
    return openSecret(passwordFile, (text) => ({
      username,
      password: passwordIn(text, passwordFile, `credentials.passwordFile of ${name}`),
    }));
  }
  if ('identityTokenFile' in credentials) {
    const { identityTokenFile } = credentials;
    return openSecret(identityTokenFile, (text) => ({
      identityToken: tokenIn(text, identityTokenFile, `credentials.identityTokenFile of ${name}`),
    }));
  }
  if ('bearerTokenFile' in credentials) {
    const { bearerTokenFile } = credentials;
    return openSecret(bearerTokenFile, (text) => ({
      bearerToken: tokenIn(text, bearerTokenFile, `credentials.bearerTokenFile of ${name}`),
    }));
  }
  return undefined;
}

function openSecret(file: string, read: (text: string | undefined) => Login): LoginProvider {
  return fileLogin(file, MAX_SECRET, (text) => fixedLogin(read(text)));
}

function placesOf(credentials: CredentialsSetting, environment: Environment): LoginPlace[] {
  if ('dockerConfigFile' in credentials) return [{ file: credentials.dockerConfigFile }];
  if ('helmConfig' in credentials) return helmPlaces(environment);
  if ('podmanAuth' in credentials) return podmanPlaces(environment);
  return dockerPlaces(environment);
}

function openPlace(place: LoginPlace, lookup: Lookup): LoginProvider {
  const title = titleOf(place);
  if ('text' in place) return openConfig(parseDockerConfig(place.text, title), lookup);
  return fileLogin(place.file, MAX_DOCKER_CONFIG, (text) =>
    text === undefined ? fixedLogin(undefined) : openConfig(parseDockerConfig(text, title), lookup),
  );
}

function openConfig(config: DockerConfig, lookup: Lookup): LoginProvider {
  const { name, host, path, environment, now, report, narrow } = lookup;
  const found = findLogin(narrow(config), host, path);
  if (found === undefined || !('helper' in found)) return fixedLogin(found);
  let reported = false;
  return helperLogin(async (signal) => {
    const login = await askCredentialHelper(found.helper, host, { environment, signal });
    if (login === undefined && !reported) {
      reported = true;
      report(`docker-credential-${found.helper} has no login for ${host}, the host of ${name}.`);
    }
    return login;
  }, now);
}

/** Says where it was looked in vain. No helper is asked for that. */
async function reportMissing({ name, host, path, places, narrow, report }: Lookup): Promise<void> {
  let hint = '';
  for (const place of places) {
    const text = 'text' in place ? place.text : await readSmallFile(place.file, MAX_DOCKER_CONFIG);
    if (text === undefined) continue;
    const config = parseDockerConfig(text, titleOf(place));
    if (findLogin(narrow(config), host, path) !== undefined) return;
    const unasked = findLogin(config, host, path);
    if (unasked !== undefined && 'helper' in unasked) {
      hint = ` The credential helper ${unasked.helper} is named there; none is asked unless credentials have helpers: true.`;
    }
  }
  const where = places.map(titleOf).join(' or ');
  report(`There is no login for ${host} in ${where}, so ${name} is read without one.${hint}`);
}

function titleOf(place: LoginPlace): string {
  return 'file' in place ? place.file : place.variable;
}
