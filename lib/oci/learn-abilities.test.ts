import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Abilities } from '@/lib/oci/abilities';
import type { Digest } from '@/lib/oci/names';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import {
  endless,
  html,
  json,
  registryError,
  reset,
  type Script,
  type ScriptedAnswer,
} from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

let server: ScriptedServer;
let registry: Registry;
let sample: { repository: string; digest: Digest; blob: Digest };
let routes: { referrers: string; manifest: string; blob: string };

beforeEach(async () => {
  server = await startScriptedServer();
  const { digest } = server.content.addArtifact('team/app', ['v1'], { config: '{"a":1}' });
  const blob = server.content.addBlob('team/app', '{"a":1}').digest;
  sample = { repository: 'team/app', digest, blob };
  routes = {
    referrers: `GET /v2/team/app/referrers/${digest}`,
    manifest: `GET /v2/team/app/manifests/${digest}`,
    blob: `GET /v2/team/app/blobs/${blob}`,
  };
  // Recognising the product is another's business.
  registry = createRegistry({
    url: server.origin,
    retry: { tries: 1 },
    vendor: 'distribution',
    now: () => 7,
  });
});

afterEach(async () => {
  await registry.close();
  await server.close();
});

const referrers = (contentType: string): ScriptedAnswer =>
  json({ schemaVersion: 2, manifests: [] }, { headers: { 'content-type': contentType } });

describe('learnAbilities', () => {
  test.each<[string, keyof Abilities, keyof typeof routes, Script, boolean | undefined]>([
    [
      'a list of referrers',
      'referrers',
      'referrers',
      referrers('application/vnd.oci.image.index.v1+json'),
      true,
    ],
    [
      'one with parameters',
      'referrers',
      'referrers',
      referrers('Application/vnd.oci.image.index.v1+json; a=b'),
      true,
    ],
    ['another document', 'referrers', 'referrers', referrers('application/json'), false],
    ['a web page', 'referrers', 'referrers', html(), false],
    ['no such path', 'referrers', 'referrers', { status: 404, body: '404 page not found' }, false],
    [
      'a redirect to a web page',
      'referrers',
      'referrers',
      { status: 303, headers: { location: '/x' } },
      false,
    ],
    ['no right to it', 'referrers', 'referrers', registryError(403, 'DENIED', 'no'), undefined],
    [
      'too many requests',
      'referrers',
      'referrers',
      registryError(429, 'TOOMANYREQUESTS', 'later'),
      undefined,
    ],
    ['a broken server', 'referrers', 'referrers', { status: 500 }, undefined],
    ['nothing new', 'notModified', 'manifest', { status: 304 }, true],
    ['the same again', 'notModified', 'manifest', () => undefined, false],
    ['a broken server', 'notModified', 'manifest', { status: 502 }, undefined],
    ['the part', 'ranges', 'blob', { status: 206, body: '{' }, true],
    ['the whole', 'ranges', 'blob', () => undefined, false],
    ['a whole that is long', 'ranges', 'blob', endless(17 * 16), false],
    ['no right to it', 'ranges', 'blob', registryError(401, 'UNAUTHORIZED', 'who?'), undefined],
  ])('%s tells of %s', async (_, name, route, answer, value) => {
    server.on(routes[route], answer);
    await registry.learnAbilities(sample);
    const ability = registry.abilities()[name];
    if (value === undefined) expect(ability?.source).not.toBe('seen');
    else expect(ability).toEqual({ value, source: 'seen', at: 7 });
  });

  test('asks three questions, none of which changes anything', async () => {
    await registry.learnAbilities(sample);
    const asked = server.requests.filter(({ path }) => path !== '/v2/');
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(Object.values(routes));
    expect(asked[1]?.headers['if-none-match']).toBe(`"${sample.digest}"`);
    expect(asked[2]?.headers['range']).toBe('bytes=0-0');
  });

  test('knows afterwards that nobody had to log in', async () => {
    await registry.learnAbilities(sample);
    expect(registry.abilities().authentication).toEqual({ value: 'anonymous', source: 'seen', at: 7 });
  });

  test('knows afterwards who gives out tokens', async () => {
    server.logins.requireBearer();
    await registry.learnAbilities(sample);
    expect(registry.abilities()).toMatchObject({
      authentication: { value: 'bearer' },
      tokenService: { value: server.origin },
    });
  });

  test('fails when no answer comes, and keeps what was learnt before', async () => {
    server.on(routes.manifest, reset());
    await expect(registry.learnAbilities(sample)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(registry.abilities().referrers).toMatchObject({ value: false, source: 'seen' });
  });
});
