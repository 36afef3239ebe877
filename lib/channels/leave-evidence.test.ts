import { afterEach, beforeEach, expect, test } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHistory, type History } from '@/lib/channels/history';
import { leaveEvidence } from '@/lib/channels/leave-evidence';
import type { Promotion } from '@/lib/channels/promotion';
import { openLayout } from '@/lib/embedded-registry/layout';
import { repositoryFolder } from '@/lib/embedded-registry/repositories';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import { parseManifest } from '@/lib/oci/parse-manifest';
import { createRegistry } from '@/lib/oci/registry-client';
import type { Registry } from '@/lib/oci/registry';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import type { Store } from '@/lib/store/store';

const REPOSITORY = 'harbour/berth';

let folder: string;
let server: EmbeddedRegistry;
let registry: Registry;
let store: Store;
let history: History;
let digest: Digest;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-evidence-'));
  const layout = openLayout(repositoryFolder(join(folder, 'registry'), REPOSITORY));
  const config = Buffer.from('{}');
  const { digest: configDigest } = await layout.putBlob(config);
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { mediaType: 'application/json', digest: configDigest, size: config.length },
      layers: [],
    }),
  );
  digest = (await layout.putManifest({ bytes, mediaType: OCI_MANIFEST, tags: ['1.1.0'] })).descriptor.digest;
  server = await startEmbeddedRegistry({ folder: join(folder, 'registry') });
  registry = createRegistry({ url: server.url, retry: { tries: 1 } });
  store = await openLmdbStore(join(folder, 'store'));
  history = createHistory(store);
});

afterEach(async () => {
  await registry.close();
  await server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

function promotion(over: Partial<Promotion> = {}): Promise<Promotion> {
  return history.record({
    id: '20261125T120000000Z-ab12',
    kind: 'rollback',
    undoes: null,
    registry: 'production',
    repository: REPOSITORY,
    channel: '1-stable',
    from: { digest: `sha256:${'f'.repeat(64)}`, version: '1.2.0' },
    to: { digest, version: '1.1.0' },
    actor: 'mira',
    reason: 'crashes',
    at: '2026-11-25T12:00:00.000Z',
    outcome: 'moved',
    failure: null,
    response: null,
    evidence: null,
    copiedFrom: null,
    ...over,
  });
}

test('the statement is a referrer of the promoted chart, and says what happened', async () => {
  const proved = await leaveEvidence(await promotion(), registry, history);
  const [referrer, ...others] = await registry.referrers(REPOSITORY, digest);
  expect(others).toEqual([]);
  expect(proved.evidence).toEqual({ digest: referrer?.digest });
  expect(await history.list()).toEqual([proved]);
  expect(referrer).toMatchObject({
    artifactType: 'application/vnd.in-toto+json',
    annotations: { 'org.opencontainers.image.description': '1-stable: 1.2.0 → 1.1.0' },
  });

  const manifest = parseManifest(await registry.getManifest(REPOSITORY, referrer?.digest ?? ''));
  const [layer] = manifest.kind === 'manifest' ? manifest.layers : [];
  if (layer === undefined) throw new Error('the statement is missing');
  const statement = await registry.getBlob(REPOSITORY, layer, 10_000);
  const host = new URL(server.url).host;
  expect(JSON.parse(Buffer.from(statement).toString())).toEqual({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: `${host}/${REPOSITORY}`, digest: { sha256: digest.slice('sha256:'.length) } }],
    predicateType: 'https://in-toto.io/attestation/release/v0.1',
    predicate: {
      purl: `pkg:oci/berth@${digest.replace(':', '%3A')}?repository_url=${host.replace(':', '%3A')}/${REPOSITORY}&tag=1-stable`,
      chartroom: {
        promotion: '20261125T120000000Z-ab12',
        kind: 'rollback',
        undoes: null,
        channel: '1-stable',
        version: '1.1.0',
        from: { digest: `sha256:${'f'.repeat(64)}`, version: '1.2.0' },
        actor: 'mira',
        reason: 'crashes',
        at: '2026-11-25T12:00:00.000Z',
      },
    },
  });
});

test('what could not be left is told in the record, and undoes nothing', async () => {
  const recorded = await promotion();
  const silent = createRegistry({ url: 'http://127.0.0.1:1', retry: { tries: 1 } });
  const proved = await leaveEvidence(recorded, silent, history);
  await silent.close();
  expect(proved).toEqual({
    ...recorded,
    evidence: { error: expect.stringContaining('127.0.0.1:1') },
  });
  expect(await history.list()).toEqual([proved]);
});

test('what moved nothing gets none', async () => {
  const recorded = await promotion({ outcome: 'unchanged' });
  expect(await leaveEvidence(recorded, registry, history)).toEqual(recorded);
  expect(await registry.referrers(REPOSITORY, digest)).toEqual([]);
});
