import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';
import { digestOf } from '@/lib/oci/digest';
import type { Descriptor, RawManifest } from '@/lib/oci/manifest';
import { DOCKER_MANIFEST_LIST, OCI_INDEX, OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import { putReferrer } from '@/lib/oci/put-referrer';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

const subject: Descriptor = { mediaType: OCI_MANIFEST, digest: `sha256:${'a'.repeat(64)}`, size: 1 };
const tag = `sha256-${'a'.repeat(64)}`;
const empty = {
  mediaType: 'application/vnd.oci.empty.v1+json',
  digest: digestOf(Buffer.from('{}')),
  size: 2,
};

function referrerOf(to: Descriptor | undefined, note: string): RawManifest {
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: 'application/vnd.example.note',
    config: empty,
    layers: [],
    subject: to,
    annotations: { note },
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  return { bytes, digest: digestOf(bytes), mediaType: OCI_MANIFEST };
}

function listed({ digest, bytes }: RawManifest, note: string): Descriptor {
  return {
    mediaType: OCI_MANIFEST,
    digest,
    size: bytes.length,
    artifactType: 'application/vnd.example.note',
    annotations: { note },
  };
}

describe('a registry that lists referrers itself', () => {
  let folder: string;
  let server: EmbeddedRegistry;
  let registry: Registry;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'put-referrer-'));
    server = await startEmbeddedRegistry({ folder });
    registry = createRegistry({ url: server.url });
    const bytes = Buffer.from('{}');
    await registry.putBlob('app', { digest: empty.digest, size: 2 }, async () => Readable.from([bytes]), {
      resume: null,
      onPlace: () => {},
      onBytes: () => {},
    });
  });

  afterEach(async () => {
    await registry.close();
    await server.close();
    await rm(folder, { recursive: true });
  });

  test('is left to do so', async () => {
    const note = referrerOf(subject, 'one');
    expect(await putReferrer(registry, 'app', note)).toMatchObject({
      digest: note.digest,
      subject: subject.digest,
      status: 201,
    });
    expect(await registry.referrers('app', subject.digest)).toEqual([listed(note, 'one')]);
    expect(await registry.tags('app')).toEqual([]);
  });
});

describe('a registry that does not', () => {
  let server: ScriptedServer;
  let registry: Registry;

  beforeEach(async () => {
    server = await startScriptedServer();
    registry = createRegistry({ url: server.origin, wait: async () => {}, random: () => 0 });
    server.content.addBlob('app', '{}');
  });

  afterEach(async () => {
    await registry.close();
    await server.close();
  });

  test('gets a list under the tag that stands in for it', async () => {
    const notes = ['one', 'two', 'three'];
    // Each by a client of its own, as with people who log in themselves.
    const clients = notes.map(() => createRegistry({ url: server.origin }));
    const puts = clients.map((client, index) =>
      putReferrer(client, 'app', referrerOf(subject, notes[index] ?? '')),
    );
    for (const receipt of await Promise.all(puts)) expect(receipt.subject).toBeNull();
    for (const client of clients) await client.close();
    const found = await registry.referrers('app', subject.digest);
    expect(found).toEqual(notes.map((note) => listed(referrerOf(subject, note), note)));
    expect((await registry.headManifest('app', tag)).mediaType).toBe(OCI_INDEX);
  });

  test('keeps what others wrote into the list', async () => {
    const foreign = { mediaType: OCI_MANIFEST, digest: `sha256:${'b'.repeat(64)}`, size: 3, extra: true };
    const before = { schemaVersion: 2, mediaType: OCI_INDEX, other: 1, manifests: [foreign] };
    server.content.addManifest('app', [tag], before, OCI_INDEX);
    const note = referrerOf(subject, 'one');
    await putReferrer(registry, 'app', note);
    const list = await registry.getManifest('app', tag);
    expect(JSON.parse(new TextDecoder().decode(list.bytes))).toEqual({
      ...before,
      manifests: [foreign, listed(note, 'one')],
    });
  });

  test('is written to again where somebody else wrote in between', async () => {
    const note = referrerOf(subject, 'one');
    const theirs = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] };
    let lost = 0;
    server.on(`PUT /v2/app/manifests/${tag}`, () => {
      if (lost === 2) return undefined;
      lost += 1;
      const { digest } = server.content.addManifest('app', [tag], theirs, OCI_INDEX);
      return { status: 201, headers: { 'x-lost': digest } };
    });
    await putReferrer(registry, 'app', note);
    expect(await registry.referrers('app', subject.digest)).toHaveLength(1);
    expect(lost).toBe(2);
  });

  test('is given up where somebody always does', async () => {
    server.on(`PUT /v2/app/manifests/${tag}`, { status: 201 });
    await expect(putReferrer(registry, 'app', referrerOf(subject, 'one'))).rejects.toMatchObject({
      kind: 'conflict',
      message: `${server.origin}: the list of referrers app:${tag} was written by somebody else 5 times in between.`,
    });
    expect(server.requestsTo(`/v2/app/manifests/${tag}`, 'PUT')).toHaveLength(5);
  });

  test.each([OCI_MANIFEST, DOCKER_MANIFEST_LIST])(
    'does not lose what has the name of the list and is a %s',
    async (mediaType) => {
      const document = mediaType === OCI_MANIFEST ? { config: empty, layers: [] } : { manifests: [] };
      const { digest } = server.content.addManifest('app', [tag], document, mediaType);
      await expect(putReferrer(registry, 'app', referrerOf(subject, 'one'))).rejects.toMatchObject({
        kind: 'conflict',
      });
      expect(server.content.digestOfTag('app', tag)).toBe(digest);
    },
  );

  test('gets no manifest that refers to nothing', async () => {
    await expect(putReferrer(registry, 'app', referrerOf(undefined, 'one'))).rejects.toMatchObject({
      kind: 'protocol',
    });
    expect(server.requests).toHaveLength(0);
  });

  test('may hold a list of itself under that name', async () => {
    const index = server.content.addManifest('app', [], { manifests: [] }, OCI_INDEX);
    const own = `sha256-${index.digest.slice('sha256:'.length)}`;
    server.content.addManifest('app', [own], { manifests: [] }, OCI_INDEX);
    const to: Descriptor = { ...index, digest: index.digest satisfies Digest };
    await expect(putReferrer(registry, 'app', referrerOf(to, 'one'))).rejects.toMatchObject({
      kind: 'conflict',
    });
    expect(await registry.referrers('app', index.digest)).toEqual([]);
  });
});
