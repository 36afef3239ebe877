import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import {
  findLogin,
  MAX_DOCKER_CONFIG,
  parseDockerConfig,
  placeOfKey,
  withoutHelpers,
  type FoundLogin,
} from '@/lib/oci/docker-config';

const auth = (text: string): string => Buffer.from(text).toString('base64');

function find(document: unknown, host: string, path?: string): FoundLogin | undefined {
  return findLogin(parseDockerConfig(JSON.stringify(document), 'config.json'), host, path);
}

const AUTHS = {
  auths: {
    'https://index.docker.io/v1/': { auth: auth('hubber:hub-pass') },
    'registry.example.com': { auth: auth('robot$ci:a:b:c') },
    'registry.example.com:8443': { username: 'plain', password: 'text' },
    'https://quay.io': { auth: auth('quayer:q') },
    'ghcr.io/some/repository': { auth: auth('narrow:n') },
    'old.example.com/v2/': { auth: auth('old:o').replace(/=+$/, '') },
    'nul.example.com': { auth: auth('nul:n\0\0') },
    'Upper.Example.com': { auth: auth('upper:u') },
    'utf8.example.com': { auth: auth('jürgen:pässwort') },
    'url-safe.example.com': { auth: Buffer.from('u:?>?>~~').toString('base64url') },
    'broken-lines.example.com': { auth: `${auth('lines:l').slice(0, 4)}\n${auth('lines:l').slice(4)}` },
    'both.example.com': { auth: auth('coded:c'), username: 'written', password: 'w' },
    'identity.example.com': { auth: auth('00000000-0000-0000-0000-000000000000:'), identitytoken: 'refresh' },
    'bearer.example.com': { identitytoken: 'refresh', registrytoken: 'bearer', auth: auth('u:p') },
    'marker.example.com': {},
    'null.example.com': null,
    'nulls.example.com': { auth: null, username: null, password: null },
    'empty.example.com': { auth: auth('user:') },
    'nobody.example.com': { auth: auth(':secret') },
    'half.example.com': { username: 'u' },
    'spoilt.example.com': { auth: auth('nocolon') },
    'spoilt64.example.com': { auth: '§§§' },
    'latin1.example.com': { auth: Buffer.from('u:p\xe4ss', 'latin1').toString('base64') },
  },
  HttpHeaders: { 'User-Agent': 'x' },
  proxies: { default: 7 },
};

describe('findLogin in auths', () => {
  test.each<[string, FoundLogin]>([
    ['docker.io', { username: 'hubber', password: 'hub-pass' }],
    ['index.docker.io', { username: 'hubber', password: 'hub-pass' }],
    ['registry-1.docker.io', { username: 'hubber', password: 'hub-pass' }],
    ['registry.example.com', { username: 'robot$ci', password: 'a:b:c' }],
    ['REGISTRY.example.com', { username: 'robot$ci', password: 'a:b:c' }],
    ['registry.example.com:8443', { username: 'plain', password: 'text' }],
    ['quay.io', { username: 'quayer', password: 'q' }],
    ['old.example.com', { username: 'old', password: 'o' }],
    ['nul.example.com', { username: 'nul', password: 'n' }],
    ['upper.example.com', { username: 'upper', password: 'u' }],
    ['utf8.example.com', { username: 'jürgen', password: 'pässwort' }],
    ['url-safe.example.com', { username: 'u', password: '?>?>~~' }],
    ['broken-lines.example.com', { username: 'lines', password: 'l' }],
    ['both.example.com', { username: 'coded', password: 'c' }],
    ['identity.example.com', { identityToken: 'refresh' }],
    ['bearer.example.com', { bearerToken: 'bearer' }],
  ])('%s', (host, login) => {
    expect(find(AUTHS, host)).toEqual(login);
  });

  test.each([
    'example.com',
    'sub.registry.example.com',
    'registry.example.com:443',
    'registry.example.co',
    'ghcr.io',
    'marker.example.com',
    'null.example.com',
    'nulls.example.com',
    'empty.example.com',
    'nobody.example.com',
    'half.example.com',
    '',
    'constructor',
    '__proto__',
  ])('nothing for %j', (host) => {
    expect(find(AUTHS, host)).toBeUndefined();
  });

  test.each(['spoilt.example.com', 'spoilt64.example.com', 'latin1.example.com'])(
    '%s has one that can not be read',
    (host) => {
      expect(() => find(AUTHS, host)).toThrow(
        new AppError(
          'invalid_configuration',
          `The login kept for ${host} can't be read: its “auth” is not base64 of user:password.`,
        ),
      );
    },
  );

  test('a key spelt like the host goes before one that only means it', () => {
    const auths = { 'https://h.example/v1/': { auth: auth('old:o') }, 'h.example': { auth: auth('new:n') } };
    expect(find({ auths }, 'h.example')).toMatchObject({ username: 'new' });
  });

  test('an entry that holds nothing leaves the host to the next', () => {
    const auths = { 'h.example': {}, 'https://h.example/v1/': { auth: auth('old:o') } };
    expect(find({ auths }, 'h.example')).toMatchObject({ username: 'old' });
  });
});

describe('findLogin for a path', () => {
  const auths = {
    'quay.io': { auth: auth('whole:h') },
    'quay.io/team': { auth: auth('team:t') },
    'quay.io/team/app/': { auth: auth('app:a') },
    'quay.io/other': {},
    'docker.io/team': { auth: auth('hub:t') },
  };

  test.each([
    ['quay.io', undefined, 'whole'],
    ['quay.io', '', 'whole'],
    ['quay.io', 'team', 'team'],
    ['quay.io', 'team/app', 'app'],
    ['quay.io', '/team/app/', 'app'],
    ['quay.io', 'team/app/deeper', 'app'],
    ['quay.io', 'team/application', 'team'],
    ['quay.io', 'tea', 'whole'],
    ['quay.io', 'Team', 'whole'],
    ['quay.io', 'other/app', 'whole'],
    ['registry-1.docker.io', 'team/app', 'hub'],
  ])('%s and %j', (host, path, username) => {
    expect(find({ auths }, host, path)).toMatchObject({ username });
  });

  test.each([
    ['registry-1.docker.io', undefined],
    ['registry-1.docker.io', 'library'],
    ['ghcr.io', 'team'],
  ])('nothing for %s and %j', (host, path) => {
    expect(find({ auths }, host, path)).toBeUndefined();
  });
});

describe('findLogin with helpers', () => {
  const config = {
    credHelpers: {
      'gcr.io': 'gcloud',
      'https://index.docker.io/v1/': 'pass',
      'plain.example.com': '',
    },
    credsStore: 'desktop',
    auths: {
      'gcr.io': { auth: auth('u:p') },
      'plain.example.com': { auth: auth('plain:p') },
      'h.example': { auth: auth('u:p') },
    },
  };

  test.each<[string, FoundLogin | undefined]>([
    ['gcr.io', { helper: 'gcloud' }],
    ['eu.gcr.io', { helper: 'desktop' }],
    ['docker.io', { helper: 'pass' }],
    ['plain.example.com', { username: 'plain', password: 'p' }],
    ['h.example', { helper: 'desktop' }],
  ])('%s', (host, found) => {
    expect(find(config, host)).toEqual(found);
  });

  test('without helpers only the file itself counts', () => {
    const parsed = withoutHelpers(parseDockerConfig(JSON.stringify(config), 'config.json'));
    expect(findLogin(parsed, 'gcr.io')).toEqual({ username: 'u', password: 'p' });
    expect(findLogin(parsed, 'eu.gcr.io')).toBeUndefined();
  });
});

describe('parseDockerConfig', () => {
  test.each(['{}', '\uFEFF{}', '{"auths":{}}', '{"auths":null,"credHelpers":null,"credsStore":null}'])(
    '%j holds no login',
    (content) => {
      expect(findLogin(parseDockerConfig(content, 'config.json'), 'h.example')).toBeUndefined();
    },
  );

  test.each([
    ['x.json is not JSON.', ''],
    ['x.json is not JSON.', 'hunter2'],
    ['x.json is not JSON.', '{"auths":{"h":{"auth":"hunter2"}},}'],
    ['x.json is no Docker configuration.', '["hunter2"]'],
    ['x.json is no Docker configuration.', '7'],
    ['x.json is no Docker configuration.', 'null'],
    ['x.json has no readable “auths”.', '{"auths":"hunter2"}'],
    ['x.json has no readable “auths”.', '{"auths":{"h":{"auth":5}}}'],
    ['x.json has no readable “credHelpers”.', '{"credHelpers":{"h":["hunter2"]}}'],
    ['x.json has no readable “credsStore”.', '{"credsStore":{"hunter2":1}}'],
    ['x.json is larger than 1 MiB.', `{"a":"${'x'.repeat(MAX_DOCKER_CONFIG)}"}`],
    ['x.json is not JSON.', '['.repeat(500_000)],
  ])('%s (%#)', (message, content) => {
    expect(() => parseDockerConfig(content, 'x.json')).toThrow(
      new AppError('invalid_configuration', message),
    );
  });
});

test.each([
  ['registry.example.com', 'registry.example.com'],
  ['HTTPS://Registry.Example.com:8443/v2/', 'registry.example.com:8443'],
  ['https://index.docker.io/v1/', 'docker.io'],
  ['h.example/', 'h.example'],
  ['h.example/v1', 'h.example'],
  ['h.example/v1/team', 'h.example/v1/team'],
  ['quay.io/Team/app/', 'quay.io/Team/app'],
  ['user@h.example', 'user@h.example'],
  ['', undefined],
  ['/team', undefined],
])('the key %j is about %j', (key, place) => {
  expect(placeOfKey(key)).toBe(place);
});

describe('properties', () => {
  const host = fc.stringMatching(/^[a-z0-9]{1,4}(\.[a-z0-9]{1,3}){0,2}(:[1-9]\d{0,2})?$/);

  test('any text is either a configuration or refused without being quoted', () => {
    const nearly = fc
      .record(
        { auths: fc.anything(), credHelpers: fc.anything(), credsStore: fc.anything() },
        { requiredKeys: [] },
      )
      .map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), nearly), host, (content, wanted) => {
        try {
          findLogin(parseDockerConfig(content, 'x.json'), wanted);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect(error).toMatchObject({ code: 'invalid_configuration' });
          expect((error as Error).message).toMatch(
            /^x\.json (is not JSON|is no Docker configuration|has no readable “\w+”)\.$|^The login kept for /,
          );
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a login of another host is never given', () => {
    const spelling = fc.constantFrom<(name: string) => string>(
      (name) => name,
      (name) => `https://${name}`,
      (name) => `http://${name}/v1/`,
      (name) => `${name}/v2`,
      (name) => name.toUpperCase(),
      (name) => `${name}/team`,
    );
    const keys = fc.array(fc.tuple(host, spelling), { maxLength: 20 });
    fc.assert(
      fc.property(keys, host, fc.constantFrom('', 'team', 'team/app', 'other'), (pairs, wanted, path) => {
        const auths = Object.fromEntries(
          pairs.map(([name, spell]) => [spell(name), { username: name, password: 'p' }]),
        );
        const found = find({ auths }, wanted, path);
        if (found === undefined) {
          const whole = pairs.filter(([name, spell]) => name === wanted && !spell('').endsWith('/team'));
          expect(whole).toEqual([]);
        } else {
          expect(found).toEqual({ username: wanted, password: 'p' });
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a login of any characters comes back as it was written', () => {
    const username = fc.string({ unit: 'binary', minLength: 1 }).filter((name) => !name.includes(':'));
    const password = fc.string({ unit: 'binary', minLength: 1 }).filter((word) => !word.endsWith('\0'));
    fc.assert(
      fc.property(username, password, fc.constantFrom('', '=', '\0\0'), (name, word, end) => {
        const encoded = auth(`${name}:${word}${end === '\0\0' ? end : ''}`);
        const written = end === '=' ? encoded : encoded.replace(/=+$/, '');
        expect(find({ auths: { 'h.example': { auth: written } } }, 'h.example')).toEqual({
          username: name,
          password: word,
        });
      }),
      { numRuns: 1000 },
    );
  });
});
