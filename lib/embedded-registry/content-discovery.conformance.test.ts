import { describe, expect, test } from 'vitest';
import {
  content,
  describeContent,
  errorCodes,
  jsonContent,
  OCI_INDEX,
  OCI_MANIFEST,
  randomContent,
  startForTests,
  type Content,
} from '@/lib/embedded-registry/conformance-registry';

// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#content-discovery
const registry = startForTests();
const MISSING = `sha256:${'0'.repeat(64)}`;

async function listed(path: string): Promise<{ items: string[]; link: string | null }> {
  const response = await registry.call('GET', path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  const json = (await response.json()) as { tags?: string[]; repositories?: string[] };
  return { items: json.tags ?? json.repositories ?? [], link: response.headers.get('link') };
}

async function followed(path: string): Promise<string[][]> {
  const pages: string[][] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const { items, link } = await listed(next);
    pages.push(items);
    next = /^<([^>]+)>; rel="next"$/.exec(link ?? '')?.[1];
  }
  return pages;
}

describe('tags', () => {
  const repository = 'discovery/tags';
  const tags = ['v10', 'v2', 'V1', '_x', '1.0.0', '1.0.0_build.1', 'latest'];
  const sorted = ['1.0.0', '1.0.0_build.1', 'V1', '_x', 'latest', 'v10', 'v2'];

  async function push(): Promise<void> {
    const { digest, bytes } = await registry.pushImage(repository, 'v10');
    const query = tags.map((tag) => `tag=${tag}`).join('&');
    expect((await registry.putManifest(repository, `${digest}?${query}`, { digest, bytes })).status).toBe(
      201,
    );
  }

  test('are listed in ASCII order', async () => {
    await push();
    const response = await registry.call('GET', `/v2/${repository}/tags/list`);
    expect(await response.json()).toEqual({ name: repository, tags: sorted });
  });

  test.each([
    ['?n=3', ['1.0.0', '1.0.0_build.1', 'V1']],
    ['?n=3&last=V1', ['_x', 'latest', 'v10']],
    ['?last=latest', ['v10', 'v2']],
    ['?last=gone', ['latest', 'v10', 'v2']],
    ['?n=3&last=zzz', []],
    ['?n=100', sorted],
  ])('%s', async (query, expected) => {
    await push();
    expect((await listed(`/v2/${repository}/tags/list${query}`)).items).toEqual(expected);
  });

  test('n=0 is an empty list without a link', async () => {
    await push();
    expect(await listed(`/v2/${repository}/tags/list?n=0`)).toEqual({ items: [], link: null });
  });

  test.each([1, 2, 3, 7])('links of %i lead through all of them once', async (n) => {
    await push();
    const pages = await followed(`/v2/${repository}/tags/list?n=${n}`);
    expect(pages.flat()).toEqual(sorted);
    expect(pages).toHaveLength(Math.ceil(sorted.length / n));
  });

  test.each(['-1', 'x', '1.5', ''])('n=%s answers 400', async (n) => {
    await push();
    const response = await registry.call('GET', `/v2/${repository}/tags/list?n=${n}`);
    expect(response.status).toBe(400);
    await errorCodes(response);
  });

  test('of an unknown repository: 404', async () => {
    const response = await registry.call('GET', '/v2/discovery/unknown/tags/list');
    expect(response.status).toBe(404);
    expect(await errorCodes(response)).toEqual(['NAME_UNKNOWN']);
  });

  test('of a repository of untagged manifests: an empty list', async () => {
    const image = await registry.pushImage('discovery/untagged', 'gone');
    await registry.call('DELETE', '/v2/discovery/untagged/manifests/gone');
    expect(await listed('/v2/discovery/untagged/tags/list')).toEqual({ items: [], link: null });
    expect((await registry.call('HEAD', `/v2/discovery/untagged/manifests/${image.digest}`)).status).toBe(
      200,
    );
  });
});

describe('the catalog', () => {
  const names = ['discovery-b', 'discovery-a/z', 'discovery-a', 'discovery-a/y/x'];
  const sorted = ['discovery-a', 'discovery-a/y/x', 'discovery-a/z', 'discovery-b'];

  test('lists every repository in ASCII order, page by page', async () => {
    for (const name of names) await registry.pushImage(name, 'v1');
    const all = (await listed('/v2/_catalog')).items;
    expect(all.filter((name) => name.startsWith('discovery-'))).toEqual(sorted);
    expect(all).toEqual([...all].sort());
    expect((await followed('/v2/_catalog?n=2')).flat()).toEqual(all);
    expect(await listed('/v2/_catalog?n=0')).toEqual({ items: [], link: null });
    expect((await listed('/v2/_catalog?n=1&last=discovery-a')).items).toEqual(['discovery-a/y/x']);
  });

  test('knows nothing of a name that was only asked for', async () => {
    await registry.call('GET', '/v2/discovery-asked/tags/list');
    await registry.call('POST', '/v2/discovery-begun/blobs/uploads/');
    const all = (await listed('/v2/_catalog')).items;
    expect(all).not.toContain('discovery-asked');
    expect(all).not.toContain('discovery-begun');
  });
});

describe('referrers', () => {
  const repository = 'discovery/referrers';
  const empty = content('{}');

  async function referrers(digest: string, query = '', where = repository) {
    const response = await registry.call('GET', `/v2/${where}/referrers/${digest}${query}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(OCI_INDEX);
    const index = (await response.json()) as {
      schemaVersion: number;
      mediaType: string;
      manifests: object[];
    };
    expect(index).toMatchObject({ schemaVersion: 2, mediaType: OCI_INDEX });
    return { manifests: index.manifests, filters: response.headers.get('oci-filters-applied'), response };
  }

  async function pushReferrer(subject: Content, more: object): Promise<Content> {
    await registry.pushBlob(repository, empty);
    const referrer = jsonContent({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: describeContent(empty, 'application/vnd.example.config'),
      layers: [describeContent(empty, 'application/vnd.example.data')],
      subject: describeContent(subject, OCI_MANIFEST),
      ...more,
    });
    expect((await registry.putManifest(repository, referrer.digest, referrer)).status).toBe(201);
    return referrer;
  }

  test('name type, artifact type and annotations, and can be filtered', async () => {
    const subject = await registry.pushImage(repository, 'subject');
    const annotations = { 'org.example.kind': 'sbom' };
    const sbom = await pushReferrer(subject, { artifactType: 'application/vnd.example.sbom', annotations });
    const plain = await pushReferrer(subject, {});
    const index = jsonContent({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [],
      subject: describeContent(subject, OCI_MANIFEST),
    });
    expect(
      (await registry.putManifest(repository, 'index', index, OCI_INDEX)).headers.get('oci-subject'),
    ).toBe(subject.digest);

    const sbomEntry = describeContent(sbom, OCI_MANIFEST, {
      artifactType: 'application/vnd.example.sbom',
      annotations,
    });
    const plainEntry = describeContent(plain, OCI_MANIFEST, {
      artifactType: 'application/vnd.example.config',
    });
    const { manifests, filters } = await referrers(subject.digest);
    expect(filters).toBeNull();
    expect(manifests).toHaveLength(3);
    expect(manifests).toEqual(
      expect.arrayContaining([sbomEntry, plainEntry, describeContent(index, OCI_INDEX)]),
    );

    const filtered = await referrers(subject.digest, '?artifactType=application/vnd.example.sbom');
    expect(filtered).toMatchObject({ manifests: [sbomEntry], filters: 'artifactType' });
    const nothing = await referrers(subject.digest, '?artifactType=application/vnd.example.other');
    expect(nothing).toMatchObject({ manifests: [], filters: 'artifactType' });
  });

  test('are there before their subject, and go with themselves', async () => {
    const subject = randomContent(50);
    const referrer = await pushReferrer(subject, {});
    expect((await referrers(subject.digest)).manifests).toHaveLength(1);
    expect((await registry.call('DELETE', `/v2/${repository}/manifests/${referrer.digest}`)).status).toBe(
      202,
    );
    expect((await referrers(subject.digest)).manifests).toEqual([]);
  });

  test('of a digest or repository nobody pushed are an empty index', async () => {
    expect((await referrers(MISSING)).manifests).toEqual([]);
    expect((await referrers(MISSING, '', 'discovery/unknown')).manifests).toEqual([]);
  });

  test('of what is no digest answer 400', async () => {
    const response = await registry.call('GET', `/v2/${repository}/referrers/sha256:bad`);
    expect(response.status).toBe(400);
    expect(await errorCodes(response)).toEqual(['DIGEST_INVALID']);
  });

  test('more than one manifest can hold come in several pages', async () => {
    const subject = randomContent(60);
    const pushed: string[] = [];
    for (let at = 0; at < 3; at += 1) {
      const annotations = { long: String(at).repeat(2_000_000) };
      pushed.push((await pushReferrer(subject, { annotations })).digest);
    }
    const seen: string[] = [];
    let pages = 0;
    for (let query: string | undefined = ''; query !== undefined; pages += 1) {
      const { manifests, response } = await referrers(subject.digest, query);
      seen.push(...manifests.map((each) => (each as { digest: string }).digest));
      query = /^<[^?>]+(\?[^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect(pages).toBe(2);
    expect(seen.sort()).toEqual(pushed.sort());
  });
});
