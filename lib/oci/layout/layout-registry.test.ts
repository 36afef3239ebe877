import { mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLayout } from '@/lib/embedded-registry/layout';
import { openLayoutRegistry } from '@/lib/oci/layout/layout-registry';
import { LayoutWriter, named } from '@/lib/oci/layout/testing/layout-writer';
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Descriptor } from '@/lib/oci/manifest';
import type { Registry } from '@/lib/oci/registry';

let root: string;
let writer: LayoutWriter;
let registry: Registry;
let one: Descriptor;
let two: Descriptor;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'layouts-'));
  writer = new LayoutWriter(join(root, 'My.Charts'));
  registry = openLayoutRegistry({ folder: writer.folder, url: 'file:///charts' });
  one = await writer.image('one');
  two = await writer.image('two');
});
afterEach(async () => {
  await registry.close();
  await rm(root, { recursive: true, force: true });
});

async function repositories(from = registry): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for await (const page of from.catalog())
    for (const name of page) found[name] = (await from.tags(name)).sort();
  return found;
}

test('nobody writes to a folder, and there is nothing to log in at', async () => {
  expect(await registry.mayPush('my.charts')).toBe('no');
  expect(await registry.checkLogin()).toBe('unchecked');
  await expect(registry.mayPush('Not/A Name')).rejects.toMatchObject({ code: 'invalid_reference' });
});

/** How Hauler annotates an entry. */
const hauler = (kind: string, image: string) => ({ kind, 'io.containerd.image.name': image });

describe('what tools write', () => {
  test('skopeo and ORAS: tags, in the repository called like the folder', async () => {
    await writer.index(named(one, '1.0.0'), named(two, 'stable'), named(two, '2.0.0'));
    expect(await repositories()).toEqual({ 'my.charts': ['1.0.0', '2.0.0', 'stable'] });
    expect(await registry.listTags('my.charts')).toEqual([
      { tag: '1.0.0', digest: one.digest },
      { tag: 'stable', digest: two.digest },
      { tag: '2.0.0', digest: two.digest },
    ]);
  });

  test('Hauler: references without host, and a signature under its image’s name', async () => {
    await writer.index(
      named(one, 'library/nginx:1.25', hauler('dev.hauler/image', 'index.docker.io/library/nginx:1.25')),
      named(two, 'hauler/rancher:2.8.0'),
      named(two, 'library/nginx:1.25', hauler('dev.hauler/sigs', 'index.docker.io/library/nginx:1.25')),
    );
    expect(await repositories()).toEqual({ 'hauler/rancher': ['2.8.0'], 'library/nginx': ['1.25'] });
    expect(await registry.headManifest('library/nginx', '1.25')).toEqual(one);
    expect(await registry.headManifest('library/nginx', two.digest)).toEqual(two);
  });

  test('Zarf: whole references, in one annotation or two', async () => {
    const reference = 'ghcr.io/stefanprodan/podinfo:6.4.0';
    const base = 'org.opencontainers.image.base.name';
    const { mediaType, digest, size } = two;
    await writer.index(named(one, reference, { [base]: reference }), {
      mediaType,
      digest,
      size,
      annotations: { [base]: `docker.io/library/redis:7@${digest}` },
    });
    expect(await repositories()).toEqual({ 'library/redis': ['7'], 'stefanprodan/podinfo': ['6.4.0'] });
  });

  test('Docker: the tag in one annotation, the whole reference in another', async () => {
    await writer.index(named(one, '1.0', { 'io.containerd.image.name': 'docker.io/team/app:1.0' }));
    expect(await repositories()).toEqual({ 'team/app': ['1.0'] });
  });

  test('charts whose title is beside the tag are called by it', async () => {
    const title = 'org.opencontainers.image.title';
    await writer.index(
      named(one, '1.0.0', { [title]: 'ingress' }),
      named(two, '2.0.0', { [title]: 'My App' }),
    );
    expect(await repositories()).toEqual({ ingress: ['1.0.0'], 'my.charts': ['2.0.0'] });
  });

  test('a manifest nobody named is reached by its digest', async () => {
    await writer.index({ mediaType: OCI_MANIFEST, digest: one.digest, size: one.size });
    expect(await repositories()).toEqual({ 'my.charts': [] });
    expect(await registry.headManifest('my.charts', one.digest)).toEqual(one);
    expect((await registry.getManifest('my.charts', one.digest)).digest).toBe(one.digest);
  });

  test('a layout without its marker, as Hauler writes for containerd', async () => {
    await writer.file('index.json', JSON.stringify({ manifests: [named(one, 'a/b:1')] }));
    expect(await repositories()).toEqual({ 'a/b': ['1'] });
  });

  test('lists that Go leaves null are empty', async () => {
    await writer.file('oci-layout', '{}');
    await writer.file('index.json', '{"schemaVersion":2,"manifests":null}');
    expect(await repositories()).toEqual({});
  });

  test('digests nothing can ask for are left out', async () => {
    await writer.index({ ...named(one, 'odd'), digest: 'blake3:abc' }, named(two, '2'));
    expect(await repositories()).toEqual({ 'my.charts': ['2'] });
  });
});

describe('a tree', () => {
  beforeEach(() => {
    registry = openLayoutRegistry({ folder: root, url: 'file:///' });
  });

  test('names repositories by their path', async () => {
    await writer.index(named(one, '1.0.0'));
    const deep = new LayoutWriter(join(root, 'platform', 'ingress'));
    await deep.index(named(await deep.image('deep'), '3.0.0'));
    const inside = new LayoutWriter(join(deep.folder, 'extra'));
    await inside.index(
      named(await inside.image('inside'), '4'),
      named(await inside.image('x'), 'q.io/x/y:5'),
    );
    await new LayoutWriter(join(deep.folder, 'blobs', 'not-this')).index(named(one, '9'));
    await new LayoutWriter(join(root, '_uploads', 'nor-this')).index(named(one, '9'));
    expect(await repositories()).toEqual({
      'my.charts': ['1.0.0'],
      'platform/ingress': ['3.0.0'],
      'platform/ingress/extra': ['4'],
      'x/y': ['5'],
    });
    const { digest } = await registry.headManifest('platform/ingress', '3.0.0');
    expect((await registry.getManifest('platform/ingress', digest)).mediaType).toBe(OCI_MANIFEST);
    await expect(registry.getManifest('my.charts', digest)).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('of Chartroom’s own registry is read as that registry names it', async () => {
    const own = openLayout(join(root, 'platform+ingress'));
    const config = { mediaType: 'application/vnd.example', ...(await own.putBlob(Buffer.from('{}'))) };
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, config, layers: [] }));
    const { descriptor } = await own.putManifest({
      bytes,
      mediaType: OCI_MANIFEST,
      tags: ['1.0.0', 'stable'],
    });
    expect(await repositories()).toEqual({ 'platform/ingress': ['1.0.0', 'stable'] });
    expect(await registry.headManifest('platform/ingress', 'stable')).toEqual(descriptor);
    const { mediaType } = await registry.getManifest('platform/ingress', 'stable');
    expect(mediaType).toBe(OCI_MANIFEST);
  });

  test('joins what several layouts hold of one repository', async () => {
    const first = new LayoutWriter(join(root, 'a'));
    const second = new LayoutWriter(join(root, 'b'));
    const old = await first.image('old');
    const other = await second.image('other');
    await first.index(named(old, 'quay.io/o/app:1'));
    await second.index(named(other, 'ghcr.io/o/app:2'), named(other, 'ghcr.io/o/app:1'));
    expect(await repositories()).toEqual({ 'o/app': ['1', '2'] });
    expect(await registry.headManifest('o/app', '1')).toEqual(old);
    expect((await registry.getManifest('o/app', other.digest)).digest).toBe(other.digest);
  });
});

describe('reading', () => {
  test('a manifest and its blobs', async () => {
    await writer.index(named(one, '1.0.0'));
    const { mediaType, bytes } = await registry.getManifest('my.charts', '1.0.0');
    expect(mediaType).toBe(OCI_MANIFEST);
    const { config } = JSON.parse(Buffer.from(bytes).toString()) as { config: Descriptor };
    const blob = await registry.getBlob('my.charts', config, 1000);
    expect(Buffer.from(blob).toString()).toBe('{"note":"one"}');
    expect(await registry.getBlob('my.charts', { digest: config.digest }, config.size)).toEqual(blob);
  });

  test('manifests below an index, which have no entry of their own', async () => {
    const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [one, two] };
    await writer.index(named(await writer.blob(JSON.stringify(index), OCI_INDEX), 'multi'));
    expect((await registry.getManifest('my.charts', 'multi')).mediaType).toBe(OCI_INDEX);
    expect(await registry.headManifest('my.charts', two.digest)).toEqual(two);
    expect((await registry.getManifest('my.charts', one.digest)).mediaType).toBe(OCI_MANIFEST);
  });

  test('a media type from the entry, or else from the manifest', async () => {
    const bare = await writer.blob('{"schemaVersion":2,"config":{},"layers":[]}', DOCKER_MANIFEST);
    await writer.index(named(bare, 'said'), { ...named(one, 'unsaid'), mediaType: '' });
    expect((await registry.getManifest('my.charts', 'said')).mediaType).toBe(DOCKER_MANIFEST);
    expect(await registry.headManifest('my.charts', 'unsaid')).toEqual(one);
  });

  test('a blob as a stream, from any byte on, and its size', async () => {
    await writer.index(named(one, '1.0.0'));
    const large = Buffer.alloc(600_000, 'large ');
    const blob = await writer.blob(large.toString(), 'application/octet-stream');
    expect(await registry.headBlob('my.charts', blob.digest)).toEqual({ size: 600_000 });
    expect(await registry.headBlob('my.charts', `sha256:${'0'.repeat(64)}`)).toBeNull();
    for (const offset of [0, 300_001, 599_999, 600_000]) {
      const pieces: Uint8Array[] = [];
      for await (const piece of await registry.openBlob('my.charts', blob, offset)) pieces.push(piece);
      expect(Buffer.concat(pieces).equals(large.subarray(offset))).toBe(true);
    }
    for await (const piece of await registry.openBlob('my.charts', blob, 0)) {
      expect(piece.length).toBeLessThan(600_000);
      break;
    }
  });

  test('no blob that is not there, or not of its size', async () => {
    await writer.index(named(one, '1.0.0'));
    const { digest, size } = await writer.blob('small', 'application/octet-stream');
    await expect(
      registry.openBlob('my.charts', { digest: `sha256:${'0'.repeat(64)}` }, 0),
    ).rejects.toMatchObject({ kind: 'not_found' });
    await expect(registry.openBlob('my.charts', { digest, size: size + 1 }, 0)).rejects.toMatchObject({
      kind: 'digest_mismatch',
    });
    await expect(registry.openBlob('my.charts', { digest }, size + 1)).rejects.toThrow(RangeError);
  });

  test('a blob no further than its reader goes on', async () => {
    await writer.index(named(one, '1.0.0'));
    const blob = await writer.blob('x'.repeat(600_000), 'application/octet-stream');
    const abort = new AbortController();
    const reading = (async () => {
      for await (const piece of await registry.openBlob('my.charts', blob, 0, { signal: abort.signal }))
        if (piece.length > 0) abort.abort();
    })();
    await expect(reading).rejects.toMatchObject({ kind: 'canceled' });
  });

  test('who refers to what, by the manifests that are listed, and by a list that came along', async () => {
    const config = await writer.blob('{}', 'application/vnd.oci.empty.v1+json');
    const refer = async (to: Descriptor, artifactType?: string): Promise<Descriptor> => {
      const manifest = {
        schemaVersion: 2,
        mediaType: OCI_MANIFEST,
        artifactType,
        config,
        layers: [],
        subject: to,
      };
      return writer.blob(JSON.stringify(manifest), OCI_MANIFEST);
    };
    const listed = await refer(one, 'application/vnd.example.note');
    const below = await refer(one);
    const list = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [below, listed, two] };
    const tagged = await writer.blob(JSON.stringify(list), OCI_INDEX);
    const broken = await writer.blob('no manifest', OCI_MANIFEST);
    const lost = { ...two, digest: `sha256:${'0'.repeat(64)}` as const };
    await writer.index(
      named(one, '1'),
      listed,
      await refer(two),
      broken,
      lost,
      named(tagged, one.digest.replace(':', '-')),
    );
    const expected = [
      { ...listed, artifactType: 'application/vnd.example.note' },
      { ...below, artifactType: 'application/vnd.oci.empty.v1+json' },
    ];
    expect(await registry.referrers('my.charts', one.digest)).toEqual(expected);
    const artifactType = 'application/vnd.example.note';
    expect(await registry.referrers('my.charts', one.digest, { artifactType })).toEqual([expected[0]]);
    expect(await registry.referrers('my.charts', listed.digest)).toEqual([]);
    const before = registry.requests;
    await registry.referrers('my.charts', one.digest);
    // The list is read again; what has a digest is known.
    expect(registry.requests - before).toBeLessThan(4);
  });

  test('costs one read of the index, until it changes', async () => {
    await writer.index(named(one, '1'));
    expect(registry.requests).toBe(0);
    await registry.tags('my.charts');
    await registry.headManifest('my.charts', '1');
    expect(registry.requests).toBe(1);
    await registry.getManifest('my.charts', '1');
    expect(registry.requests).toBe(2);
    await writer.index(named(two, '1'), named(one, '0.9'));
    expect((await registry.headManifest('my.charts', '1')).digest).toBe(two.digest);
    expect(await registry.tags('my.charts')).toEqual(['1', '0.9']);
    expect(registry.requests).toBe(3);
  });

  test('sees an index that was changed within its size', async () => {
    await writer.index(named(one, '1'));
    await registry.tags('my.charts');
    const file = join(writer.folder, 'index.json');
    const { size, mtime } = await stat(file);
    await writer.index(named(one, '2'));
    expect((await stat(file)).size).toBe(size);
    await utimes(file, mtime, new Date(mtime.getTime() + 1));
    expect(await registry.tags('my.charts')).toEqual(['2']);
  });

  test('finds a repository that came later, and misses one that went', async () => {
    await writer.index(named(one, 'a/b:1'));
    expect(await repositories()).toEqual({ 'a/b': ['1'] });
    await writer.index(named(one, 'c/d:1'));
    expect(await registry.tags('c/d')).toEqual(['1']);
    await expect(registry.tags('a/b')).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('discovers what the catalog lists, says so, and has no host', async () => {
    await writer.index(named(one, 'a/b:1'));
    const discovery = { method: null, attempts: [] };
    const pages = [];
    for await (const page of registry.discover(['x'], discovery)) pages.push(page);
    expect(pages).toEqual([['a/b']]);
    expect(discovery).toEqual({
      method: 'catalog',
      attempts: [{ method: 'catalog', outcome: 'used', detail: '' }],
    });
    expect(registry.condition()).toBeUndefined();
    expect(registry.url).toBe('file:///charts');
    await registry.ping();
  });

  test('lists many repositories page by page', async () => {
    await writer.index(...Array.from({ length: 2001 }, (_, index) => named(one, `r/${index}:1`)));
    const pages: number[] = [];
    for await (const page of registry.catalog()) pages.push(page.length);
    expect(pages).toEqual([1000, 1000, 1]);
  });

  test('takes no writes', async () => {
    await writer.index(named(one, '1'));
    const manifest = await registry.getManifest('my.charts', '1');
    const { digest } = manifest;
    const source = async (): Promise<AsyncIterable<Uint8Array>> => registry.openBlob('my.charts', one, 0);
    const upload = { resume: null, onPlace: () => {}, onBytes: () => {} };
    for (const write of [
      () => registry.mountBlob('my.charts', digest, 'other'),
      () => registry.putBlob('my.charts', one, source, upload),
    ])
      await expect(write()).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(registry.putManifest('my.charts', '2', manifest)).rejects.toMatchObject({
      kind: 'unsupported',
    });
  });
});
