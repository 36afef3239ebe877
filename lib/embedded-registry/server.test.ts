import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLayout } from '@/lib/embedded-registry/layout';
import { repositoryFolder } from '@/lib/embedded-registry/repositories';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';

let folder: string;
const started: EmbeddedRegistry[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-server-'));
});
afterEach(async () => {
  for (const registry of started.splice(0)) await registry.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(
  options: Partial<Parameters<typeof startEmbeddedRegistry>[0]> = {},
): Promise<EmbeddedRegistry> {
  const registry = await startEmbeddedRegistry({ folder, ...options });
  started.push(registry);
  return registry;
}

function basic(text: string): RequestInit {
  return { headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` } };
}

/** Status of a request with a Host header of one's own, which fetch does not allow. */
function statusForHost(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path: '/v2/', headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.on('error', reject);
    call.end();
  });
}

describe('the server', () => {
  test('asks for the login it was given, also for addresses it does not have', async () => {
    const { url } = await start({ credentials: { username: 'robot', password: 'pass:word' } });
    for (const init of [
      {},
      basic('robot:wrong'),
      basic('robot'),
      { headers: { authorization: 'Bearer x' } },
    ]) {
      for (const path of ['/v2/', '/v2/_catalog', '/nothing']) {
        const response = await fetch(`${url}${path}`, init);
        expect(response.status).toBe(401);
        expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
        expect(await response.json()).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }] });
      }
    }
    expect((await fetch(`${url}/v2/`, basic('robot:pass:word'))).status).toBe(200);
  });

  test.each([
    ['127.0.0.1:1', 200],
    ['localhost', 200],
    ['LOCALHOST:5000', 200],
    ['[::1]:5000', 200],
    ['registry.example', 403],
    ['127.0.0.1.example:80', 403],
  ])('asked as %s answers %i', async (host, status) => {
    const { port } = await start();
    expect(await statusForHost(port, host)).toBe(status);
  });

  test('serves what is in the folder, also what is written there while it runs', async () => {
    const { url } = await start();
    const layout = openLayout(repositoryFolder(folder, 'platform/ingress'));
    const config = { mediaType: 'application/vnd.example', ...(await layout.putBlob(Buffer.from('{}'))) };
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, config, layers: [] }));
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    await layout.putManifest({ bytes, mediaType, tags: ['1.0.0', 'stable'] });
    const response = await fetch(`${url}/v2/platform/ingress/tags/list`);
    expect(await response.json()).toEqual({ name: 'platform/ingress', tags: ['1.0.0', 'stable'] });
  });

  test('a damaged layout answers 500 without telling where, and is reported', async () => {
    const failures: unknown[] = [];
    const { url } = await start({ onFailure: (error) => failures.push(error) });
    const layout = openLayout(repositoryFolder(folder, 'app'));
    await layout.putBlob(Buffer.from('{}'));
    await writeFile(join(layout.folder, 'index.json'), 'broken');
    const response = await fetch(`${url}/v2/app/tags/list`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain(folder);
    expect(String(failures[0])).toContain(layout.folder);
  });

  test('an upload outlives neither its time nor the server', async () => {
    let now = 0;
    const { url } = await start({ now: () => now });
    const begun = await fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST' });
    const location = new URL(begun.headers.get('location') ?? '', url);
    expect((await fetch(location)).status).toBe(204);
    now = 2 * 60 * 60 * 1000;
    expect((await fetch(location)).status).toBe(404);
  });

  test('a port that is taken is an error', async () => {
    const { port } = await start();
    await expect(startEmbeddedRegistry({ folder, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
