import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLayout } from '@/lib/embedded-registry/layout';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';
import { findOnPath } from '../../scripts/toolchain/command.mjs';
import { findHelm } from '../../scripts/toolchain/find-helm.mjs';

// The clients people use, against the registry: https://helm.sh/docs/topics/registries/ and
// https://github.com/containers/skopeo. Where one is missing its tests are skipped, and the test command names them.
const helm = (await findHelm()).path;
const skopeo = await findOnPath('skopeo');
const run = promisify(execFile);

let folder: string;
let registry: EmbeddedRegistry;
let host: string;
const credentials = { username: 'robot', password: 'secret' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-clients-'));
  registry = await startEmbeddedRegistry({ folder: join(folder, 'data'), credentials });
  host = `127.0.0.1:${registry.port}`;
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

async function call(program: string | undefined, ...args: string[]): Promise<string> {
  const home = join(folder, 'home');
  const env = {
    ...process.env,
    HOME: home,
    DOCKER_CONFIG: home,
    REGISTRY_AUTH_FILE: join(home, 'auth.json'),
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
    HELM_REGISTRY_CONFIG: join(home, 'registry.json'),
  };
  await mkdir(home, { recursive: true });
  const { stdout, stderr } = await run(program ?? '', args, { env });
  return `${stdout}${stderr}`;
}

async function packageChart(version: string): Promise<string> {
  const chart = join(folder, 'demo');
  await mkdir(join(chart, 'templates'), { recursive: true });
  await writeFile(
    join(chart, 'Chart.yaml'),
    `apiVersion: v2\nname: demo\nversion: ${version}\ndescription: A try\n`,
  );
  await writeFile(
    join(chart, 'templates', 'map.yaml'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: demo}\n',
  );
  await call(helm, 'package', chart, '--destination', folder);
  return join(folder, `demo-${version}.tgz`);
}

describe.skipIf(helm === undefined)('helm', () => {
  const version = '1.2.3+build.5';

  test('is refused without a login', async () => {
    const archive = await packageChart(version);
    const push = call(helm, 'push', archive, `oci://${host}/charts`, '--plain-http');
    await expect(push).rejects.toThrow(/401|unauthorized|basic credential/i);
  });

  test('logs in, pushes, shows and pulls the same bytes', async () => {
    const archive = await packageChart(version);
    const { username, password } = credentials;
    await call(helm, 'registry', 'login', host, '-u', username, '-p', password, '--plain-http');
    const pushed = await call(helm, 'push', archive, `oci://${host}/charts`, '--plain-http');
    expect(pushed).toContain(`Pushed: ${host}/charts/demo:1.2.3_build.5`);
    const reference = [`oci://${host}/charts/demo`, '--version', version, '--plain-http'];
    expect(await call(helm, 'show', 'chart', ...reference)).toContain('description: A try');
    const target = await mkdtemp(join(folder, 'pulled-'));
    await call(helm, 'pull', ...reference, '--destination', target);
    expect(await readFile(join(target, `demo-${version}.tgz`))).toEqual(await readFile(archive));
    const digest = /Digest: (sha256:\S+)/.exec(pushed)?.[1] ?? '';
    await call(helm, 'show', 'chart', `oci://${host}/charts/demo@${digest}`, '--plain-http');
  });
});

async function writeImage(): Promise<string> {
  const layout = openLayout(join(folder, 'image'));
  const layer = await layout.putBlob(Buffer.alloc(100_000, 'layer'));
  const config = await layout.putBlob(
    Buffer.from(
      JSON.stringify({
        architecture: 'amd64',
        os: 'linux',
        rootfs: { type: 'layers', diff_ids: [layer.digest] },
      }),
    ),
  );
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...layer }],
    }),
  );
  await layout.putManifest({ bytes, tags: ['v1'] });
  return `oci:${layout.folder}:v1`;
}

describe.skipIf(skopeo === undefined)('skopeo', () => {
  const login = ['--tls-verify=false', '--creds', 'robot:secret'];
  const to = ['--dest-tls-verify=false', '--dest-creds', 'robot:secret'];
  const from = ['--src-tls-verify=false', '--src-creds', 'robot:secret'];

  test('copies in and out, inspects, lists and deletes', async () => {
    const image = `docker://${host}/images/app`;
    const source = await writeImage();
    await call(skopeo, 'copy', ...to, source, `${image}:v1`);
    await call(skopeo, 'copy', ...to, ...from, `${image}:v1`, `docker://${host}/images/mounted:v2`);
    const inspected = JSON.parse(await call(skopeo, 'inspect', ...login, `${image}:v1`)) as {
      RepoTags: string[];
    };
    expect(inspected).toMatchObject({ RepoTags: ['v1'], Os: 'linux', Architecture: 'amd64' });
    await call(skopeo, 'copy', ...from, `${image}:v1`, `dir:${join(folder, 'dir')}`);
    await call(skopeo, 'copy', ...to, `dir:${join(folder, 'dir')}`, `${image}:v2`);
    expect(JSON.parse(await call(skopeo, 'list-tags', ...login, image))).toMatchObject({
      Tags: ['v1', 'v2'],
    });
    await call(skopeo, 'delete', ...login, `${image}:v1`);
    expect(JSON.parse(await call(skopeo, 'list-tags', ...login, image))).toMatchObject({ Tags: [] });
  });

  test('reads the stored layout itself', async () => {
    const source = await writeImage();
    await call(skopeo, 'copy', ...to, source, `docker://${host}/images/stored:v1`);
    const stored = `oci:${join(folder, 'data', 'images+stored')}:v1`;
    expect(JSON.parse(await call(skopeo, 'inspect', stored))).toMatchObject({ Os: 'linux' });
  });
});
