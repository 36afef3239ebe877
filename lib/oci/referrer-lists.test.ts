import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import type { Descriptor } from '@/lib/oci/manifest';
import { OCI_INDEX, OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import { referrersTag } from '@/lib/oci/referrers-tag';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry, type RegistryOptions } from '@/lib/oci/registry-client';
import {
  html,
  json,
  rateLimited,
  registryError,
  reset,
  type Script,
  type ScriptedAnswer,
} from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

const SIGNATURE = 'application/vnd.dev.cosign.artifact.sig.v1+json';
const EMPTY = 'application/vnd.oci.empty.v1+json';

let server: ScriptedServer;
let registry: Registry;
let subject: Descriptor;
let path: string;
let tag: string;

function open(options: Partial<RegistryOptions> = {}): Registry {
  return createRegistry({ url: server.origin, wait: async () => {}, random: () => 0, ...options });
}

beforeEach(async () => {
  server = await startScriptedServer();
  registry = open();
  subject = server.content.addArtifact('app', ['1.0.0'], { config: '{}' });
  path = `/v2/app/referrers/${subject.digest}`;
  tag = referrersTag(subject.digest);
});

afterEach(async () => {
  await registry.close();
  await server.close();
});

/** An index as a referrers API answers with. */
function list(manifests: object[], init: Omit<ScriptedAnswer, 'body'> = {}): ScriptedAnswer {
  return json(
    { schemaVersion: 2, mediaType: OCI_INDEX, manifests },
    { ...init, headers: { 'content-type': OCI_INDEX, ...init.headers } },
  );
}

function entry(content: string, more: object = {}): Descriptor {
  return { mediaType: OCI_MANIFEST, digest: digestOf(Buffer.from(content)), size: 7, ...more };
}

/** Four thousand referrers, from a place in a list on. */
function entries(from: number): Descriptor[] {
  return Array.from({ length: 4000 }, (_, index) => entry(`${from + index}`));
}

/** Puts a manifest that refers to `to`. */
function refer(to: Descriptor | undefined, more: object = {}): Descriptor {
  const config = server.content.addBlob('app', '{}', EMPTY);
  return server.content.addManifest('app', [], {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: SIGNATURE,
    config,
    layers: [],
    ...(to === undefined ? {} : { subject: to }),
    ...more,
  });
}

/** Keeps a list under the tag that stands in for the API. */
function keep(manifests: object[], mediaType = OCI_INDEX): Descriptor {
  return server.content.addManifest('app', [tag], { schemaVersion: 2, mediaType, manifests }, mediaType);
}

describe('the API', () => {
  test('is asked, and its descriptors are given with type and annotations', async () => {
    const all = [entry('a', { artifactType: SIGNATURE, annotations: { by: 'ann' } }), entry('b')];
    server.on(`GET ${path}`, list(all));
    expect(await registry.referrers('app', subject.digest)).toEqual(all);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.headers['accept']).toBe(OCI_INDEX);
    expect(registry.abilities().referrers).toMatchObject({ value: true, source: 'seen' });
  });

  test('is read page by page, each referrer once', async () => {
    server.on(
      `GET ${path}`,
      list([entry('a'), entry('b')], { headers: { link: `<${path}?last=b&n=2>; rel="next"` } }),
      list([entry('b'), entry('c')], {
        headers: { link: `<https://elsewhere.example${path}?last=c>; rel="next"` },
      }),
      list([]),
    );
    const found = await registry.referrers('app', subject.digest);
    expect(found.map(({ digest }) => digest)).toEqual(['a', 'b', 'c'].map((text) => entry(text).digest));
    expect(server.requests.map(({ query }) => query.toString())).toEqual(['', 'last=b&n=2', 'last=c']);
  });

  test.each([
    ['leads back', (): string => path, 'protocol'],
    ['leads nowhere', (): string => 'https://elsewhere.example/', 'protocol'],
    ['goes on for ever', (): string => `${path}?last=${server.requests.length}`, 'too_large'],
  ])('is not followed where a list %s', async (_, next, kind) => {
    server.on(`GET ${path}`, () => list([entry('a')], { headers: { link: `<${next()}>; rel="next"` } }));
    await expect(registry.referrers('app', subject.digest)).rejects.toMatchObject({ kind });
  });

  test('with more referrers than are read is an error', async () => {
    server.on(`GET ${path}`, ({ query }) => {
      const from = Number(query.get('last') ?? 0);
      return list(entries(from), { headers: { link: `<${path}?last=${from + 4000}>; rel="next"` } });
    });
    await expect(registry.referrers('app', subject.digest)).rejects.toMatchObject({ kind: 'too_large' });
    expect(server.requests).toHaveLength(3);
  });

  test('filters by type, or we do where it does not say so', async () => {
    const both = [entry('a', { artifactType: SIGNATURE }), entry('b', { artifactType: EMPTY }), entry('c')];
    server.on(
      `GET ${path}`,
      list(both),
      list([entry('c')], { headers: { 'oci-filters-applied': 'artifactType' } }),
    );
    const options = { artifactType: SIGNATURE };
    expect(await registry.referrers('app', subject.digest, options)).toEqual([both[0]]);
    // An answer that was filtered is taken as it is: the registry knows types that descriptors leave out.
    expect(await registry.referrers('app', subject.digest, options)).toEqual([entry('c')]);
    expect(server.requests.map(({ query }) => query.get('artifactType'))).toEqual([SIGNATURE, SIGNATURE]);
  });

  test('that fails is not taken for one that is not there, even where an old list is kept', async () => {
    keep([refer(subject)]);
    server.on(`GET ${path}`, list([]), { status: 503 });
    expect(await registry.referrers('app', subject.digest)).toEqual([]);
    await expect(registry.referrers('app', subject.digest)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('is asked again when its answer came spoilt', async () => {
    server.on(`GET ${path}`, { headers: { 'content-type': OCI_INDEX }, body: '{"manif' }, list([entry('a')]));
    expect(await registry.referrers('app', subject.digest)).toHaveLength(1);
  });

  test.each(['UPPER', 'app/../x'])('is not asked about %s', async (name) => {
    await expect(registry.referrers(name, subject.digest)).rejects.toMatchObject({
      code: 'invalid_reference',
    });
    await expect(registry.referrers('app', 'sha256:0' as Digest)).rejects.toMatchObject({
      code: 'invalid_reference',
    });
    expect(server.requests).toHaveLength(0);
  });
});

describe('the tag', () => {
  const without: [string, Script][] = [
    ['404 in plain text, as distribution 2.8', { status: 404, body: '404 page not found' }],
    ['404 MANIFEST_UNKNOWN, as GHCR', registryError(404, 'MANIFEST_UNKNOWN', 'unknown')],
    [
      '303 to a web page, as GHCR',
      { status: 303, headers: { location: 'https://github.com/-/v2/packages' } },
    ],
    ['405', registryError(405, 'UNSUPPORTED', 'no')],
    ['400', registryError(400, 'UNSUPPORTED', 'no')],
    ['406', { status: 406 }],
    ['403', { status: 403 }],
    ['a web page', html()],
    ['another type', json({ manifests: [] })],
  ];

  test.each(without)('is read where the API answers %s', async (_, answer) => {
    server.on(`GET ${path}`, answer);
    const one = refer(subject, { annotations: { by: 'ann' } });
    const two = refer(subject, { artifactType: undefined, annotations: undefined });
    keep([
      { ...one, artifactType: 'wrong', annotations: { by: 'someone' } },
      { ...two, annotations: { by: 'someone' } },
      one,
    ]);
    expect(await registry.referrers('app', subject.digest)).toEqual([
      { ...one, artifactType: SIGNATURE, annotations: { by: 'ann' } },
      { ...two, artifactType: EMPTY },
    ]);
    expect(await registry.referrers('app', subject.digest, { artifactType: EMPTY })).toHaveLength(1);
  });

  test.each(without)('means none where it is not there, and the API answers %s', async (_, answer) => {
    server.on(`GET ${path}`, answer);
    expect(await registry.referrers('app', subject.digest)).toEqual([]);
  });

  test('takes the place of the API for an hour, then that is asked again', async () => {
    let now = 1_700_000_000_000;
    const patient = open({ now: () => now });
    keep([refer(subject)]);
    for (const minutes of [0, 30, 29, 2]) {
      now += minutes * 60_000;
      expect(await patient.referrers('app', subject.digest)).toHaveLength(1);
    }
    expect(server.requestsTo(path)).toHaveLength(2);
    await patient.close();
  });

  test('is read once for each entry, as what has a digest does not change', async () => {
    const one = refer(subject);
    keep([one]);
    await registry.referrers('app', subject.digest);
    await registry.referrers('app', subject.digest);
    expect(server.requestsTo(`/v2/app/manifests/${one.digest}`)).toHaveLength(1);
    expect(server.requestsTo(`/v2/app/manifests/${tag}`)).toHaveLength(2);
  });

  test('does not list what is gone, or refers to something else, or to nothing', async () => {
    const other = server.content.addArtifact('app', ['2.0.0'], { config: '{"other":true}' });
    const one = refer(subject);
    keep([entry('deleted'), refer(other), refer(undefined), one]);
    expect((await registry.referrers('app', subject.digest)).map(({ digest }) => digest)).toEqual([
      one.digest,
    ]);
  });

  test('may hold the image itself, as cosign copies it', async () => {
    const image = await registry.getManifest('app', '1.0.0');
    server.content.addManifest('app', [tag], image.bytes);
    expect(await registry.referrers('app', subject.digest)).toEqual([]);
  });

  test('may lead to the subject, as GitLab has it', async () => {
    const index = server.content.addManifest('app', [], { manifests: [refer(subject)] }, OCI_INDEX);
    const own = referrersTag(index.digest);
    server.on(`GET /v2/app/manifests/${own}`, async () => {
      const { bytes } = await registry.getManifest('app', index.digest);
      return { headers: { 'content-type': OCI_INDEX, 'docker-content-digest': index.digest }, body: bytes };
    });
    expect(await registry.referrers('app', index.digest)).toEqual([]);
  });

  test('with more entries than are looked at is an error', async () => {
    keep(Array.from({ length: 501 }, (_, index) => entry(`${index}`)));
    await expect(registry.referrers('app', subject.digest)).rejects.toMatchObject({ kind: 'too_large' });
  });

  test('is what an API that fails at first sight is passed over for, and only where it is there', async () => {
    server.on(`GET ${path}`, rateLimited());
    await expect(registry.referrers('app', subject.digest)).rejects.toMatchObject({ kind: 'rate_limited' });
    keep([refer(subject)]);
    expect(await registry.referrers('app', subject.digest)).toHaveLength(1);
    expect(registry.abilities().referrers).toBeUndefined();
  });

  test('is not read where nobody answers', async () => {
    server.on('GET *', reset());
    await expect(registry.referrers('app', subject.digest)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('of an unknown repository means none', async () => {
    expect(await registry.referrers('no/such', subject.digest)).toEqual([]);
  });

  test('of a long digest is cut to what tags hold', () => {
    expect(referrersTag(`sha512:${'0123456789abcdef'.repeat(8)}`)).toBe(
      `sha512-${'0123456789abcdef'.repeat(4)}`,
    );
    expect(referrersTag(`sha256:${'a'.repeat(64)}`)).toBe(`sha256-${'a'.repeat(64)}`);
  });
});
