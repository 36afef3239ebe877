import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { canonicalHost } from '@/lib/oci/docker-hub';

/** A login at one registry. */
export interface Credentials {
  username: string;
  /** a password, or a token used as one */
  password: string;
}

/**
 * What a registry is told about who asks: a user name with a password (or a token used as one), an identity token that
 * is traded for access tokens (OAuth2's refresh token), or a bearer token that is sent as it is.
 */
export type Login = Credentials | { identityToken: string } | { bearerToken: string };

/** Where a login comes from, asked when one is needed: it may be short-lived, or kept by another program. */
export interface LoginProvider {
  /**
   * @param renew true when what was given last was refused, and a kept one shall not be given again
   * @returns undefined for none: the registry is asked without a login
   * @throws AppError `invalid_configuration` when the place it is kept can't be read
   */
  get(renew: boolean, signal?: AbortSignal): Promise<Login | undefined>;
}

/** The value of an `Authorization` header for HTTP Basic. Rule: https://www.rfc-editor.org/rfc/rfc7617.html */
export function basicAuthorization({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

/**
 * Finds a login for a host in a Docker `config.json`. Only `auths` is read; a login kept by a credential helper is
 * not there. Hosts must match exactly, so that no other host gets a login; Docker Hub's names count as one.
 * Rule: https://github.com/docker/cli/blob/master/cli/config/configfile/file.go
 * @param configText the file's content
 * @param host `host[:port]`
 * @returns undefined when there is no user name and password for the host
 * @throws AppError `invalid_configuration` when the text is not a Docker configuration
 */
export function readDockerCredentials(configText: string, host: string): Credentials | undefined {
  const wanted = canonicalHost(host);
  const auths = Object.entries(parseAuths(configText));
  const [, entry] =
    auths.find(([key]) => canonicalHost(key) === wanted) ??
    auths.find(([key]) => hostOfKey(key) === wanted) ??
    [];
  if (entry === undefined) return undefined;
  return decodeAuth(entry.auth) ?? plainLogin(entry.username, entry.password);
}

const config = z.object({
  auths: z
    .record(
      z.string(),
      z.object({
        auth: z.string().optional(),
        username: z.string().optional(),
        password: z.string().optional(),
      }),
    )
    .optional(),
});

function parseAuths(text: string): NonNullable<z.infer<typeof config>['auths']> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the text, which holds passwords: it is not passed on.
    if (!(error instanceof SyntaxError)) throw error;
    throw new AppError('invalid_configuration', 'The Docker configuration is not JSON.');
  }
  const result = config.safeParse(document);
  if (!result.success)
    throw new AppError('invalid_configuration', 'The Docker configuration has no readable “auths”.');
  return result.data.auths ?? {};
}

/** Older clients wrote `https://index.docker.io/v1/`. A bare path behind a host means one repository: not ours. */
function hostOfKey(key: string): string | undefined {
  const match = /^(https?:\/\/)?([^/]+)(\/.*)?$/i.exec(key);
  const [, scheme, host, path = '/'] = match ?? [];
  if (host === undefined || (scheme === undefined && !/^\/(v[12]\/?)?$/.test(path))) return undefined;
  return canonicalHost(host);
}

function decodeAuth(auth: string | undefined): Credentials | undefined {
  if (auth === undefined) return undefined;
  const decoded = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : plainLogin(decoded.slice(0, colon), decoded.slice(colon + 1));
}

function plainLogin(username: string | undefined, password: string | undefined): Credentials | undefined {
  return username && password ? { username, password } : undefined;
}
