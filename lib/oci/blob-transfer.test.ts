import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startEmbeddedRegistry } from '@/lib/embedded-registry/server';
import { digestOf } from '@/lib/oci/digest';
import type { RawManifest } from '@/lib/oci/manifest';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import { putReferrer } from '@/lib/oci/put-referrer';
import type { BlobSource, BlobUpload, Registry, UploadPlace } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import { startDistribution } from '@/lib/oci/testing/distribution-server';
import { findRegistry } from '../../scripts/toolchain/find-registry.mjs';

// Blobs into and out of whole registries: Chartroom's own, and CNCF Distribution where its program is there; the test
// command names what is missing.
const { path: program = '' } = await findRegistry();
const MEBIBYTE = 1024 * 1024;
const PART = MEBIBYTE / 4;

interface Subject {
  origin: string;
  close(): Promise<void>;
}

async function startEmbedded(): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'blob-transfer-'));
  const { url, close } = await startEmbeddedRegistry({ folder });
  return {
    origin: url,
    close: async () => {
      await close();
      expect(await readdir(folder)).not.toContain('_uploads');
      await rm(folder, { recursive: true });
    },
  };
}

const upload: BlobUpload = { resume: null, onPlace: () => {}, onBytes: () => {} };

function byDigest(a: { digest: string }, b: { digest: string }): number {
  return a.digest < b.digest ? -1 : 1;
}

function source(bytes: Uint8Array, opened: number[] = []): BlobSource {
  return async (offset) => {
    opened.push(offset);
    return Readable.from([bytes.subarray(offset)], { objectMode: false });
  };
}

/** How many requests it took. */
async function put(client: Registry, repository: string, bytes: Uint8Array): Promise<number> {
  const before = client.requests;
  const blob = { digest: digestOf(bytes), size: bytes.length };
  await client.putBlob(repository, blob, source(bytes), upload);
  return client.requests - before;
}

describe.each([
  {
    name: 'the embedded registry',
    start: startEmbedded,
    // What arrived of a broken part counts.
    keepsParts: true,
    referrers: true,
  },
  {
    name: 'Distribution',
    start: () => startDistribution(program),
    // An upload is lost with the part that broke.
    keepsParts: false,
    referrers: false,
  },
])('$name', ({ name, start, keepsParts, referrers }) => {
  describe.skipIf(name === 'Distribution' && program === '')('as it runs', () => {
    let server: Subject;
    const clients: Registry[] = [];

    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server.close());
    afterEach(async () => {
      for (const client of clients.splice(0)) await client.close();
    });

    /** @param part bytes */
    function connect(part = PART): Registry {
      const client = createRegistry({ url: server.origin, uploads: { whole: 1000, parts: [part] } });
      clients.push(client);
      return client;
    }

    async function read(repository: string, bytes: Uint8Array, offset = 0): Promise<Buffer> {
      const blob = { digest: digestOf(bytes), size: bytes.length };
      const pieces: Uint8Array[] = [];
      for await (const piece of await connect().openBlob(repository, blob, offset)) pieces.push(piece);
      return Buffer.concat(pieces);
    }

    test('takes a small blob by three requests, and by one when it is there', async () => {
      const bytes = randomBytes(800);
      const client = connect();
      expect(await put(client, 'app', bytes)).toBe(3);
      expect(await put(client, 'app', bytes)).toBe(1);
      expect(await client.headBlob('app', digestOf(bytes))).toEqual({ size: 800 });
      expect((await read('app', bytes)).equals(bytes)).toBe(true);
    });

    test('takes a large blob in parts, and gives any part of it', async () => {
      const bytes = randomBytes(3.5 * PART);
      const client = connect();
      expect(await put(client, 'app', bytes)).toBe(7);
      expect(client.abilities().chunks?.value).toBe(true);
      expect((await read('app', bytes)).equals(bytes)).toBe(true);
      expect((await read('app', bytes, 3 * PART)).equals(bytes.subarray(3 * PART))).toBe(true);
      expect(await read('app', bytes, bytes.length)).toHaveLength(0);
    });

    test('copies from one repository to another over a single connection', async () => {
      const bytes = randomBytes(2 * MEBIBYTE);
      const blob = { digest: digestOf(bytes), size: bytes.length };
      await put(connect(), 'app', bytes);
      const narrow = createRegistry({
        url: server.origin,
        concurrency: 1,
        uploads: { whole: 1000, parts: [PART] },
      });
      clients.push(narrow);
      await narrow.putBlob('copy', blob, (offset) => narrow.openBlob('app', blob, offset), upload);
      expect((await read('copy', bytes)).equals(bytes)).toBe(true);
    });

    test('goes on with an upload between two parts', async () => {
      const bytes = randomBytes(3 * PART);
      const blob = { digest: digestOf(bytes), size: bytes.length };
      let resume: UploadPlace | null = null;
      const stop = new Error('stopped after the first part');
      const stopping: BlobUpload = {
        ...upload,
        onPlace: (place) => {
          resume = place;
          throw stop;
        },
      };
      await expect(connect().putBlob('app', blob, source(bytes), stopping)).rejects.toBe(stop);
      const opened: number[] = [];
      await connect().putBlob('app', blob, source(bytes, opened), { ...upload, resume });
      expect(opened).toEqual([PART]);
      expect((await read('app', bytes)).equals(bytes)).toBe(true);
    });

    test('goes on with an upload whose part broke, as far as it kept it', async () => {
      // More than the buffers between here and there hold: some of the second part has arrived when the source breaks.
      const size = 32 * MEBIBYTE;
      const bytes = randomBytes(size);
      const blob = { digest: digestOf(bytes), size };
      let resume: UploadPlace | null = null;
      const noting: BlobUpload = { ...upload, onPlace: (place) => void (resume = place) };
      const stop = new Error('the source broke');
      async function* breaking(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < 28 * MEBIBYTE; at += MEBIBYTE) yield bytes.subarray(at, at + MEBIBYTE);
        throw stop;
      }
      const client = connect(16 * MEBIBYTE);
      await expect(client.putBlob('app', blob, async () => breaking(), noting)).rejects.toBe(stop);
      expect(resume).toMatchObject({ offset: 16 * MEBIBYTE });
      // The registry may be at it still: then it is asked again, after a while.
      const opened: number[] = [];
      await connect(16 * MEBIBYTE).putBlob('app', blob, source(bytes, opened), { ...upload, resume });
      if (keepsParts) for (const offset of opened) expect(offset).toBeGreaterThan(16 * MEBIBYTE);
      else expect(opened).toEqual([0]);
      expect(await connect().headBlob('app', blob.digest)).toEqual({ size });
    });

    test('begins anew with an upload it has forgotten', async () => {
      const bytes = randomBytes(2 * PART);
      const blob = { digest: digestOf(bytes), size: bytes.length };
      const location = `${server.origin}/v2/app/blobs/uploads/2a6c1b6e-0000-4000-8000-000000000000?_state=x`;
      const opened: number[] = [];
      const resume = { location, offset: PART };
      await connect().putBlob('app', blob, source(bytes, opened), { ...upload, resume });
      expect(opened).toEqual([0]);
      expect(await connect().headBlob('app', blob.digest)).toEqual({ size: bytes.length });
    });

    test('gets no blob of wrong bytes', async () => {
      const bytes = randomBytes(2 * PART);
      const blob = { digest: digestOf(bytes), size: bytes.length };
      const other = randomBytes(2 * PART);
      await expect(connect().putBlob('app', blob, source(other), upload)).rejects.toMatchObject({
        kind: 'digest_mismatch',
      });
      expect(await connect().headBlob('app', blob.digest)).toBeNull();
    });

    test('mounts what another repository has, and nothing else', async () => {
      const bytes = randomBytes(800);
      const client = connect();
      await put(client, 'library/app', bytes);
      expect(await client.mountBlob('mirror/app', digestOf(bytes), 'library/app')).toBe(true);
      expect((await read('mirror/app', bytes)).equals(bytes)).toBe(true);
      expect(await client.mountBlob('mirror/app', digestOf(randomBytes(8)), 'library/app')).toBe(false);
      expect(await client.mountBlob('mirror/app', digestOf(bytes), 'no/such')).toBe(false);
    });

    test('says who refers to what, by itself or by a tag', async () => {
      const client = connect();
      const config = Buffer.from('{}');
      await put(client, 'app', config);
      const empty = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(config), size: 2 };
      const manifestOf = (more: object): RawManifest => {
        const manifest = { schemaVersion: 2, mediaType: OCI_MANIFEST, config: empty, layers: [], ...more };
        const bytes = Buffer.from(JSON.stringify(manifest));
        return { bytes, mediaType: OCI_MANIFEST, digest: digestOf(bytes) };
      };
      const image = manifestOf({});
      await client.putManifest('app', '1.0.0', image);
      expect(await client.referrers('app', image.digest)).toEqual([]);
      const subject = { mediaType: OCI_MANIFEST, digest: image.digest, size: image.bytes.length };
      const notes = ['one', 'two', 'three'].map((note) =>
        manifestOf({ artifactType: 'application/vnd.example.note', subject, annotations: { note } }),
      );
      for (const note of notes) {
        const receipt = await putReferrer(client, 'app', note);
        expect(receipt).toMatchObject({ status: 201, subject: referrers ? image.digest : null });
      }
      const found = await connect().referrers('app', image.digest);
      const expected = notes.map(({ digest, bytes }, index) => ({
        mediaType: OCI_MANIFEST,
        digest,
        size: bytes.length,
        artifactType: 'application/vnd.example.note',
        annotations: { note: ['one', 'two', 'three'][index] },
      }));
      expect(found.sort(byDigest)).toEqual(expected.sort(byDigest));
      expect((await client.tags('app')).filter((tag) => tag.startsWith('sha256-'))).toHaveLength(
        referrers ? 0 : 1,
      );
    });
  });
});
