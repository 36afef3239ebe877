import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

const START_TIMEOUT = 20_000;

/** CNCF Distribution as a process of the test's own, on a free port of 127.0.0.1. */
export interface DistributionServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Starts the real program and waits until it listens.
 * @param program its path
 * @param auth the section of the same name: https://distribution.github.io/distribution/about/configuration/#auth;
 * without it anyone may do anything
 * @param files written beside the configuration first; `auth` names them by their path in the folder it is given
 */
export async function startDistribution(
  program: string,
  auth?: (folder: string) => object,
  files: Readonly<Record<string, string>> = {},
): Promise<DistributionServer> {
  const folder = await mkdtemp(join(tmpdir(), 'distribution-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const configuration = {
    version: 0.1,
    log: { level: 'info', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'storage') } },
    http: { addr: '127.0.0.1:0', secret: 'only for tests' },
    ...(auth === undefined ? {} : { auth: auth(folder) }),
  };
  const file = join(folder, 'config.yml');
  await writeFile(file, stringify(configuration));
  // Nothing else in the environment: REGISTRY_… variables would override the file.
  const child = spawn(program, ['serve', file], {
    env: { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, OTEL_TRACES_EXPORTER: 'none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const port = await portOf(child);
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function portOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => fail('was not up in time'), START_TIMEOUT);
    function fail(reason: string): void {
      clearTimeout(timer);
      reject(new Error(`The registry ${reason}:\n${output}`));
    }
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const port = /listening on 127\.0\.0\.1:(\d+)\D/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(port);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', ({ message }) => fail(message));
    child.once('exit', (status) => fail(`ended with ${status}`));
  });
}
