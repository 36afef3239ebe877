import { execFile } from 'node:child_process';
import { z } from 'zod';
import { AppError } from '@/lib/errors';
import type { Login } from '@/lib/oci/credentials';
import { placeOfKey } from '@/lib/oci/docker-config';
import { canonicalHost, DOCKER_HUB } from '@/lib/oci/docker-hub';
import { canceledError } from '@/lib/oci/gate';
import { RegistryError } from '@/lib/oci/registry-error';

/** Milliseconds. A helper may ask its cloud for a token. */
const TIMEOUT = 30_000;
/** Bytes of each of its outputs. A login is a few KiB at most. */
const MAX_OUTPUT = 64 * 1024;
const NAME = /^[a-z0-9-]+$/;
/** What helpers look up Docker Hub under. */
const DOCKER_HUB_SERVER = 'https://index.docker.io/v1/';
/** The user name with which a helper says that the secret is an identity token. */
const TOKEN_USER = '<token>';

/**
 * What a helper sees of the environment: how to find programs and files, the keychain of a desktop, the way out, and
 * the settings of clouds. Whatever else Chartroom was started with stays out.
 */
const INHERITED = new RegExp(
  `^(${[
    'PATH|HOME|USER|LOGNAME|LANG|LC_ALL|TMPDIR|TMP|TEMP|DOCKER_CONFIG',
    'DISPLAY|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|XDG_[A-Z_]+|GNUPGHOME|PASSWORD_STORE_[A-Z_]+',
    '(HTTPS?|NO|ALL)_PROXY|SSL_CERT_(FILE|DIR)',
    '(AWS|AZURE|CLOUDSDK|GOOGLE|GCE|GCLOUD)_[A-Z0-9_]+',
    'SYSTEMROOT|SYSTEMDRIVE|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMFILES|PATHEXT|COMSPEC',
  ].join('|')})$`,
  'i',
);

const HelperAnswer = z.object({
  ServerURL: z.string().optional(),
  Username: z.string().optional(),
  Secret: z.string(),
});

/** What a helper is run with. */
export interface HelperOptions {
  /** of which it sees the part that helpers need */
  environment: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal | undefined;
  /** milliseconds after which it is killed; 30 s unless told otherwise */
  timeout?: number;
}

/**
 * Asks a credential helper for the login at a host: runs `docker-credential-<name> get`, without a shell.
 * Protocol: https://github.com/docker/docker-credential-helpers#development
 * @param host `host[:port]`
 * @returns undefined when it keeps none for the host
 * @throws AppError `invalid_configuration`: no such helper, it failed, or its answer is none. RegistryError `timeout`
 *   after 30 s, `canceled` when `signal` is aborted. No error holds anything the helper wrote.
 */
export async function askCredentialHelper(
  name: string,
  host: string,
  { environment, signal, timeout = TIMEOUT }: HelperOptions,
): Promise<Login | undefined> {
  if (!NAME.test(name)) {
    throw invalid('The name of a credential helper is made of lower-case letters, digits and dashes.');
  }
  const program = `docker-credential-${name}`;
  const server = canonicalHost(host) === DOCKER_HUB ? DOCKER_HUB_SERVER : host;
  const { error, stdout, stderr } = await run(program, server, {
    env: inherited(environment),
    signal,
    timeout,
  });
  if (error === null) return readAnswer(stdout, program, host);
  if (signal?.aborted === true) throw canceledError(signal);
  if (/credentials not found/i.test(stdout) || /credentials not found/i.test(stderr)) return undefined;
  // The error itself quotes what the helper wrote: it is not passed on.
  throw describeFailure(error, program, host, timeout);
}

interface Outcome {
  error: (Error & { code?: string | number | null; killed?: boolean }) | null;
  stdout: string;
  stderr: string;
}

function run(
  program: string,
  input: string,
  limits: { env: NodeJS.ProcessEnv; signal: AbortSignal | undefined; timeout: number },
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      /* turbopackIgnore: true */ program,
      ['get'],
      { ...limits, maxBuffer: MAX_OUTPUT, killSignal: 'SIGKILL', windowsHide: true },
      (error, stdout, stderr) => resolve({ error, stdout, stderr }),
    );
    // A helper that ends before it has read closes the pipe; how it ended says what there is to say.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** Next.js asks that an environment has NODE_ENV, which no helper needs. */
function inherited(environment: HelperOptions['environment']): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => INHERITED.test(name)),
  ) as NodeJS.ProcessEnv;
}

function readAnswer(stdout: string, program: string, host: string): Login | undefined {
  const result = HelperAnswer.safeParse(parseJson(stdout));
  if (!result.success) throw invalid(`${program} did not answer with a login for ${host}.`);
  const { ServerURL: server = '', Username: username = '', Secret: secret } = result.data;
  if (server !== '' && placeOfKey(server) !== canonicalHost(host)) {
    throw invalid(`${program} answered with the login of another host than ${host}.`);
  }
  if (secret === '') return undefined;
  if (username === TOKEN_USER) return { identityToken: secret };
  return username === '' ? undefined : { username, password: secret };
}

/** undefined for text that is no JSON; the parser's message would quote it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function describeFailure(
  { code, killed }: NonNullable<Outcome['error']>,
  program: string,
  host: string,
  timeout: number,
): Error {
  if (code === 'ENOENT') return invalid(`There is no program ${program} on the PATH.`);
  if (code === 'EACCES') return invalid(`${program} may not be run.`);
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
    return invalid(`${program} wrote more than ${MAX_OUTPUT / 1024} KiB.`);
  }
  if (killed === true) {
    return new RegistryError('timeout', `${program} gave no login for ${host} within ${timeout / 1000} s.`);
  }
  const status = typeof code === 'number' ? ` with status ${code}` : '';
  return invalid(`${program} failed${status} when asked for ${host}. Run “${program} get” to see why.`);
}

function invalid(message: string): AppError {
  return new AppError('invalid_configuration', message);
}
