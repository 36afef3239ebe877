import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRegistry, type TestRegistry } from '../../../e2e/fixtures/registry';
import { findOnPath } from '../../../scripts/toolchain/command.mjs';
import { openLayoutRegistry } from '@/lib/oci/layout/layout-registry';
import { LayoutWriter, named } from '@/lib/oci/layout/testing/layout-writer';
import type { Descriptor } from '@/lib/oci/manifest';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';

// What skopeo writes: https://github.com/containers/skopeo. Where it is missing its tests are skipped, and the test
// command names them. The registry is Debian's where it is to be had, else Chartroom's own.
const skopeo = await findOnPath('skopeo');
const run = promisify(execFile);

let folder: string;
let source: TestRegistry;
let remote: Registry;
/** as the registry has it: skopeo packs layers on the way */
let image: Descriptor;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layout-clients-'));
  await mkdir(join(folder, 'out', 'team'), { recursive: true });
  source = await startRegistry('source', join(folder, 'registry'));
  remote = createRegistry({ url: source.url });
});
afterAll(async () => {
  await remote.close();
  await source.stop();
  await rm(folder, { recursive: true, force: true });
});

async function copy(from: string, to: string): Promise<void> {
  const tls = ['--src-tls-verify=false', '--dest-tls-verify=false'];
  await run(skopeo ?? '', ['--insecure-policy', 'copy', ...tls, from, to]);
}

async function tree(registry = openLayoutRegistry({ folder: join(folder, 'out'), url: 'file:///out' })) {
  const found: Record<string, string[]> = {};
  for await (const page of registry.catalog())
    for (const name of page) found[name] = (await registry.tags(name)).sort();
  return { registry, found };
}

describe.skipIf(skopeo === undefined)('skopeo', () => {
  beforeAll(async () => {
    const writer = new LayoutWriter(join(folder, 'written'));
    const layer = await writer.blob(Buffer.alloc(1024), 'application/vnd.oci.image.layer.v1.tar');
    const rootfs = { type: 'layers', diff_ids: [layer.digest] };
    const config = await writer.blob(
      JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs }),
      'application/vnd.oci.image.config.v1+json',
    );
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const manifest = { schemaVersion: 2, mediaType, config, layers: [layer] };
    await writer.index(named(await writer.blob(JSON.stringify(manifest), mediaType), 'v1'));
    await copy(`oci:${writer.folder}:v1`, `docker://${source.host}/team/app:1.2.3`);
    image = await remote.headManifest('team/app', '1.2.3');
  });

  test('copies an image out of a registry, with its tag', async () => {
    await copy(`docker://${source.host}/team/app:1.2.3`, `oci:${join(folder, 'out', 'team', 'app')}:1.2.3`);
    const { registry, found } = await tree();
    expect(found['team/app']).toEqual(['1.2.3']);
    expect(await registry.headManifest('team/app', '1.2.3')).toEqual(image);
    const expected = await remote.getManifest('team/app', '1.2.3');
    const manifest = await registry.getManifest('team/app', '1.2.3');
    expect(manifest.mediaType).toBe(expected.mediaType);
    expect(Buffer.from(manifest.bytes)).toEqual(Buffer.from(expected.bytes));
    const { config } = JSON.parse(Buffer.from(manifest.bytes).toString()) as { config: Descriptor };
    expect((await registry.getBlob('team/app', config, 10_000)).length).toBe(config.size);
  });

  test('copies an image with its whole reference', async () => {
    const reference = 'registry.example.com/mirror/app:1.2.3';
    await copy(`docker://${source.host}/team/app:1.2.3`, `oci:${join(folder, 'out', 'mirror')}:${reference}`);
    const { found } = await tree();
    expect(found['mirror/app']).toEqual(['1.2.3']);
  });

  test('copies an image without a name', async () => {
    await copy(`docker://${source.host}/team/app:1.2.3`, `oci:${join(folder, 'out', 'nameless')}`);
    const { registry, found } = await tree();
    expect(found['nameless']).toEqual([]);
    expect((await registry.getManifest('nameless', image.digest)).digest).toBe(image.digest);
  });
});
