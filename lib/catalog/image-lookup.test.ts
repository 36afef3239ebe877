import { afterEach, beforeEach, expect, test } from 'vitest';
import { CatalogBench } from '@/lib/catalog/testing/catalog-bench';
import type { ScriptedServer } from '@/lib/oci/testing/scripted-server';

let bench: CatalogBench;
let server: ScriptedServer;

beforeEach(async () => {
  bench = await CatalogBench.create();
  server = await bench.server();
});

afterEach(() => bench.close());

const open = () => bench.open([{ name: 'main', url: server.origin }]);

test('says of each image what its registry says, in the order asked', async () => {
  const { digest } = server.content.addArtifact('team/app', ['1.0'], { config: '{}' });
  const host = new URL(server.origin).host;
  server.on('HEAD /v2/team/down/manifests/1', { status: 503 });
  server.on('GET /v2/team/down/manifests/1', { status: 503 });
  const images = [
    'docker.io/a:1',
    `${host}/team/app:1.0`,
    `${host}/team/app:2`,
    `${host}/team/down:1`,
    'No Image',
  ];
  expect(await (await open()).lookUpImages(images)).toMatchObject([
    { image: 'docker.io/a:1', presence: 'external', digest: null },
    { presence: 'present', digest, before: null, message: null },
    { presence: 'absent', message: 'main does not have it.' },
    { presence: 'unreachable' },
    { image: 'No Image', presence: 'external' },
  ]);
});

test('asks for 60 images at most, six at a time, and says so of the others', async () => {
  const host = new URL(server.origin).host;
  const images = Array.from({ length: 65 }, (_, index) => `${host}/team/app:${index}`);
  const seen = await (await open()).lookUpImages(['docker.io/a:1', ...images]);
  expect(seen.filter(({ presence }) => presence === 'absent')).toHaveLength(60);
  expect(seen.slice(-5).map(({ presence, message }) => [presence, message])).toEqual(
    Array.from({ length: 5 }, () => ['unknown', 'Only 60 images are asked for at once.']),
  );
  expect(server.requests.length).toBeLessThanOrEqual(60);
  expect(server.peak).toBeLessThanOrEqual(6);
});

test('a tag that means something else than before says so, also after a restart', async () => {
  const host = new URL(server.origin).host;
  const { digest: first } = server.content.addArtifact('team/app', ['1.0'], { config: '{"a":1}' });
  const image = `${host}/team/app:1.0`;
  expect(await (await open()).lookUpImages([image])).toMatchObject([{ digest: first, before: null }]);
  const { digest: second } = server.content.addArtifact('team/app', ['1.0'], { config: '{"a":2}' });
  bench.time += 60_000;
  const until = new Date(bench.time).toISOString();
  const moved = [{ digest: second, before: { digest: first, until } }];
  expect(await (await open()).lookUpImages([image])).toMatchObject(moved);
  bench.time += 60_000;
  expect(await (await open()).lookUpImages([image, `${image}@${first}`])).toMatchObject([
    ...moved,
    { digest: first, before: null },
  ]);
});

test('what is given up is not known', async () => {
  const host = new URL(server.origin).host;
  expect(
    await (await open()).lookUpImages([`${host}/team/app:1`], { signal: AbortSignal.abort() }),
  ).toMatchObject([{ presence: 'unknown', message: 'It was not asked for in time.' }]);
  expect(server.requests).toEqual([]);
});
