import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startInterceptingProxy, type InterceptingProxy } from '@/lib/channels/testing/intercepting-proxy';
import { openLayout } from '@/lib/embedded-registry/layout';
import { repositoryFolder } from '@/lib/embedded-registry/repositories';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';
import { chartConfig, chartManifest, packChart } from '@/lib/helm/chart-package';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import { listPromotions, promoteRelease } from '@/lib/services/promotions';
import { callerWith } from '@/lib/services/testing/caller';

const REPOSITORY = 'harbour/berth';

let folder: string;
let server: EmbeddedRegistry;
let proxy: InterceptingProxy;
let digest: Digest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-services-'));
  const layout = openLayout(repositoryFolder(join(folder, 'registry'), REPOSITORY));
  const metadata = parseChartMetadata({ apiVersion: 'v2', name: 'berth', version: '1.2.1' });
  const config = chartConfig(metadata);
  const archive = await packChart({ 'Chart.yaml': 'name: berth\nversion: 1.2.1\n' }, 'berth');
  await layout.putBlob(config);
  await layout.putBlob(archive);
  const bytes = chartManifest({ metadata, config, archive, created: '2026-10-01T08:00:00Z' });
  const stored = await layout.putManifest({ bytes, mediaType: OCI_MANIFEST, tags: ['1.2.1'] });
  digest = stored.descriptor.digest;
  server = await startEmbeddedRegistry({ folder: join(folder, 'registry') });
  proxy = await startInterceptingProxy(server.url);
  const configuration = `registries: [{ name: production, url: "${proxy.url}", promotion: { mode: shared } }]\n`;
  await writeFile(join(folder, 'chartroom.yaml'), configuration);
  process.env.CHARTROOM_CONFIG = join(folder, 'chartroom.yaml');
  process.env.CHARTROOM_DATA = join(folder, 'data');
});

afterAll(async () => {
  await proxy.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

test('a promotion that was made is answered so, even when the chart can’t be read any more', async () => {
  let moved = false;
  proxy.intercept((method, path, response) => {
    moved ||= method === 'PUT';
    if (!moved || !path.includes(`/manifests/${digest}`)) return 'pass';
    response.writeHead(403).end();
    return undefined;
  });
  const address = { registry: 'production', repository: REPOSITORY, channel: '1-stable' };
  const request = {
    ...address,
    kind: 'promotion' as const,
    digest,
    expectedDigest: null,
    reason: '',
    acknowledged: [],
  };
  const promotion = await promoteRelease(request, callerWith());
  expect(promotion).toMatchObject({ outcome: 'moved', from: null, to: { digest, version: '1.2.1' } });
  expect(proxy.log.at(-1)).toBe(`GET /v2/${REPOSITORY}/manifests/${digest}`);
  expect(await listPromotions(address)).toEqual([promotion]);
});
