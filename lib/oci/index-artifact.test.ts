import { afterEach, beforeEach, expect, test } from 'vitest';
import { readIndexArtifact } from '@/lib/oci/index-artifact';
import { OCI_INDEX } from '@/lib/oci/media-types';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

let server: ScriptedServer;
let registry: Registry;

beforeEach(async () => {
  server = await startScriptedServer();
  registry = createRegistry({ url: server.origin, retry: { tries: 1 } });
});

afterEach(async () => {
  await registry.close();
  await server.close();
});

/** Puts an index whose first layer is this text. */
function publish(repository: string, ...layers: string[]): void {
  server.content.addArtifact(repository, ['latest'], {
    config: '{}',
    layers: layers.map((content) => ({
      mediaType: 'application/vnd.vmware.charts.index.layer.v1+json',
      content,
    })),
  });
}

test.each<[string, string, string, string[]]>([
  [
    'entries beside the index',
    'bitnami/charts-index',
    '{"entries":{"redis":{"versions":[]},"nginx":null}}',
    ['bitnami/redis', 'bitnami/nginx'],
  ],
  ['entries beside an index at the top', 'charts-index', '{"entries":{"redis":{}}}', ['redis']],
  ['entries deep down', 'a/b/c/index', '{"entries":{"d":{}}}', ['a/b/c/d']],
  ['repositories in full', 'x/index', '{"repositories":["team/app","other"]}', ['team/app', 'other']],
  ['nothing', 'x/index', '{"repositories":[]}', []],
  ['no entries', 'x/index', '{"entries":{}}', []],
  ['names outside the grammar, for the caller to judge', 'x/i', '{"repositories":["../UP"]}', ['../UP']],
  ['more members', 'x/i', '{"apiVersion":"v1","entries":{"a":[1]},"generated":true}', ['x/a']],
  ['a byte order mark', 'x/i', '\uFEFF{"repositories":["a"]}', ['a']],
])('reads %s', async (_, repository, text, names) => {
  publish(repository, text, 'another layer');
  expect(await readIndexArtifact(registry, `${repository}:latest`, {})).toEqual(names);
});

test('reads no more than 100,000 names', async () => {
  const entries = Object.fromEntries(Array.from({ length: 100_001 }, (_, index) => [`c${index}`, null]));
  publish('x/many', JSON.stringify({ entries }));
  expect(await readIndexArtifact(registry, 'x/many:latest', {})).toHaveLength(100_000);
  publish('x/full', JSON.stringify({ repositories: Object.keys(entries) }));
  await expect(readIndexArtifact(registry, 'x/full:latest', {})).rejects.toMatchObject({ kind: 'protocol' });
});

test.each([
  ['text', 'not json', 'is not JSON'],
  ['half of it', '{"entries":{', 'is not JSON'],
  ['a list', '["a"]', 'lists neither entries nor repositories'],
  ['null', 'null', 'lists neither entries nor repositories'],
  ['other members', '{"charts":[]}', 'lists neither entries nor repositories'],
  ['entries that are a list', '{"entries":["a"]}', 'lists neither entries nor repositories'],
  ['repositories that are no names', '{"repositories":[1]}', 'lists neither entries nor repositories'],
])('refuses %s', async (_, text, reason) => {
  publish('x/index', text);
  await expect(readIndexArtifact(registry, 'x/index:latest', {})).rejects.toMatchObject({
    kind: 'protocol',
    message: `The index “x/index:latest” ${reason}.`,
  });
});

test('refuses an artifact without a layer, and a list of manifests', async () => {
  publish('x/empty');
  server.content.addManifest(
    'x/list',
    ['latest'],
    { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] },
    OCI_INDEX,
  );
  for (const repository of ['x/empty', 'x/list'])
    await expect(readIndexArtifact(registry, `${repository}:latest`, {})).rejects.toMatchObject({
      kind: 'protocol',
      message: `The index “${repository}:latest” has no layer to read names from.`,
    });
});

test('does not read one that is larger than 32 MiB', async () => {
  server.content.addManifest('x/index', ['latest'], {
    schemaVersion: 2,
    config: server.content.addBlob('x/index', '{}'),
    layers: [{ ...server.content.addBlob('x/index', '{"entries":{}}'), size: 32 * 1024 * 1024 + 1 }],
  });
  await expect(readIndexArtifact(registry, 'x/index:latest', {})).rejects.toMatchObject({
    kind: 'too_large',
  });
  expect(server.requests).toHaveLength(1);
});

test.each([
  '',
  'index',
  ':latest',
  'x/index:',
  'UP/index:latest',
  'x/index:a b',
  'x/../y:latest',
  'host:5000/x',
])('asks nothing for %j, which is no repository with a tag', async (reference) => {
  await expect(readIndexArtifact(registry, reference, {})).rejects.toMatchObject({
    kind: 'unsupported',
    message: `“${reference}” is not a repository with a tag.`,
  });
  expect(server.requests).toHaveLength(0);
});

test('an index that is not there is not found', async () => {
  await expect(readIndexArtifact(registry, 'x/index:latest', {})).rejects.toMatchObject({
    kind: 'not_found',
    status: 404,
  });
});
