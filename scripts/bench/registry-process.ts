import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { request } from 'undici';

export interface RegistryProcess {
  url: string;
  close(): Promise<void>;
}

/** Starts CNCF distribution's registry over a storage folder, without logging, and waits until it answers. */
export async function startRegistryProcess(program: string, folder: string): Promise<RegistryProcess> {
  const address = `127.0.0.1:${await freePort()}`;
  const configuration = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: folder, maxthreads: 100 },
      maintenance: { uploadpurging: { enabled: false } },
    },
    http: { addr: address },
  };
  const file = join(folder, 'registry.yml');
  await writeFile(file, JSON.stringify(configuration));
  const child = spawn(program, ['serve', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, OTEL_TRACES_EXPORTER: 'none' },
  });
  const ended = once(child, 'exit');
  const url = `http://${address}`;
  for (let tries = 0; !(await answers(url)); tries += 1) {
    if (child.exitCode !== null || tries > 200) throw new Error(`${program} does not answer on ${url}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    close: async () => {
      child.kill();
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${url}/v2/`);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false; // not listening yet: the caller tries again
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
