import { z } from 'zod';
import { AppError } from '@/lib/errors';
import type { Login } from '@/lib/oci/credentials';
import { canonicalHost } from '@/lib/oci/docker-hub';

/** Bytes or characters: what a Kubernetes secret holds at most. https://kubernetes.io/docs/concepts/configuration/secret/ */
export const MAX_DOCKER_CONFIG = 1024 * 1024;

const text = z.string().nullish();

const DockerAuth = z.object({
  auth: text,
  username: text,
  password: text,
  identitytoken: text,
  registrytoken: text,
});
type DockerAuth = z.infer<typeof DockerAuth>;

// Go writes null for an empty map.
const DockerConfig = z.object({
  auths: z.record(z.string(), DockerAuth.nullish()).nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: text,
});
/** The part of a Docker `config.json` that is about logins. Its keys are hosts, in several spellings. */
export type DockerConfig = z.infer<typeof DockerConfig>;

/** A login, or the name of the credential helper that keeps it: `desktop` for `docker-credential-desktop`. */
export type FoundLogin = Login | { helper: string };

/**
 * Reads Docker's `config.json`, or a file of the same form: podman's `auth.json`, Helm's `registry/config.json`, a
 * Kubernetes secret of type `kubernetes.io/dockerconfigjson`. What is not about logins is passed over.
 * @param source where the text is from, for messages
 * @throws AppError `invalid_configuration` when the text is longer than 1 MiB, no JSON, or of another form. The message
 *   quotes nothing of it.
 */
export function parseDockerConfig(content: string, source: string): DockerConfig {
  if (content.length > MAX_DOCKER_CONFIG) throw invalid(`${source} is larger than 1 MiB.`);
  const result = DockerConfig.safeParse(parseJson(content, source));
  if (result.success) return result.data;
  const part = result.error.issues[0]?.path[0];
  throw invalid(
    part === undefined
      ? `${source} is no Docker configuration.`
      : `${source} has no readable “${String(part)}”.`,
  );
}

/** The same configuration for a caller that asks no credential helper: only what is written in the file itself. */
export function withoutHelpers({ auths }: DockerConfig): DockerConfig {
  return { auths };
}

/**
 * Finds what a configuration says about a host, in Docker's order: the helper named for the host, the helper for all
 * hosts, the file's own logins. Hosts must be equal, so that no other host gets a login; Docker Hub's names count as
 * one. A key with a path is for the repositories below it, as podman has it, and the longest that fits goes first.
 * Rules: https://github.com/docker/cli/blob/master/cli/config/configfile/file.go and
 * https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
 * @param host `host[:port]`
 * @param path a repository or the start of one, such as `team/app`
 * @returns undefined when there is nothing for the host, or no password with its user name
 * @throws AppError `invalid_configuration` when the login that applies is not base64 of `user:password`
 */
export function findLogin(config: DockerConfig, host: string, path = ''): FoundLogin | undefined {
  const wanted = canonicalHost(host);
  const [named] = entriesFor(config.credHelpers, wanted);
  // An empty name for a host takes that host back from the helper for all.
  const helper = named ?? config.credsStore;
  if (helper) return { helper };
  for (const place of placesFrom(wanted, path)) {
    for (const entry of entriesFor(config.auths, place)) {
      const login = entry ? readAuth(entry, place) : undefined;
      if (login !== undefined) return login;
    }
  }
  return undefined;
}

/**
 * The host that a key of a Docker configuration, or the answer of a credential helper, is about. Older clients wrote
 * `https://index.docker.io/v1/`.
 * @returns the canonical host, followed by a path where the key is for some repositories only; undefined for none
 */
export function placeOfKey(key: string): string | undefined {
  const [, scheme, host, path = ''] = /^(https?:\/\/)?([^/]+)(\/.*)?$/is.exec(key) ?? [];
  if (host === undefined) return undefined;
  const isWholeHost = scheme !== undefined || /^\/?(v[12]\/?)?$/.test(path);
  return isWholeHost ? canonicalHost(host) : `${canonicalHost(host)}${path.replace(/\/$/, '')}`;
}

/** `host/team/app`, `host/team`, `host` */
function placesFrom(host: string, path: string): string[] {
  const segments = path.split('/').filter((segment) => segment !== '');
  return [...segments.keys(), segments.length]
    .map((length) => [host, ...segments.slice(0, length)].join('/'))
    .reverse();
}

/** What is kept under a place, a key that is spelt like it before those that only mean it. */
function entriesFor<T>(entries: Readonly<Record<string, T>> | null | undefined, place: string): T[] {
  const matching = Object.entries(entries ?? {}).filter(([key]) => placeOfKey(key) === place);
  const isSpelt = ([key]: [string, T]): boolean => canonicalHost(key) === place;
  return [...matching.filter(isSpelt), ...matching.filter((entry) => !isSpelt(entry))].map(
    ([, value]) => value,
  );
}

function readAuth(entry: DockerAuth, place: string): Login | undefined {
  if (entry.registrytoken) return { bearerToken: entry.registrytoken };
  if (entry.identitytoken) return { identityToken: entry.identitytoken };
  const pair = entry.auth ? decodeAuth(entry.auth, place) : entry;
  return pair.username && pair.password ? { username: pair.username, password: pair.password } : undefined;
}

function decodeAuth(auth: string, place: string): { username: string; password: string } {
  const decoded = decodeBase64(auth)?.replace(/\0+$/, '');
  const colon = decoded?.indexOf(':') ?? -1;
  if (decoded === undefined || colon < 0) {
    throw invalid(`The login kept for ${place} can't be read: its “auth” is not base64 of user:password.`);
  }
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

function decodeBase64(encoded: string): string | undefined {
  const compact = encoded.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact)) return undefined;
  const bytes = Buffer.from(compact, 'base64');
  const decoded = bytes.toString('utf8');
  // A password in another encoding would be sent changed.
  return Buffer.from(decoded, 'utf8').equals(bytes) ? decoded : undefined;
}

function parseJson(content: string, source: string): unknown {
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The parser's message quotes the text, which holds passwords: it is not passed on.
    if (!(error instanceof SyntaxError)) throw error;
    throw invalid(`${source} is not JSON.`);
  }
}

function invalid(message: string): AppError {
  return new AppError('invalid_configuration', message);
}
