import { describe, expect, test } from 'vitest';
import { basicAuthorization, readDockerCredentials } from '@/lib/oci/credentials';

const auth = (text: string): string => Buffer.from(text).toString('base64');

const config = JSON.stringify({
  auths: {
    'https://index.docker.io/v1/': { auth: auth('hubber:hub-pass') },
    'registry.example.com': { auth: auth('robot$ci:a:b:c') },
    'registry.example.com:8443': { username: 'plain', password: 'text' },
    'https://quay.io': { auth: auth('quayer:q') },
    'ghcr.io/some/repository': { auth: auth('narrow:n') },
    'old.example.com/v2/': { auth: auth('old:o').replace(/=+$/, '') },
    'nul.example.com': { auth: auth('nul:n\0\0') },
    'helper.example.com': {},
    'token.example.com': { identitytoken: 'x' },
    'nocolon.example.com': { auth: auth('nocolon') },
    'Upper.Example.com': { auth: auth('upper:u') },
    'utf8.example.com': { auth: auth('jürgen:pässwort') },
  },
  credsStore: 'desktop',
  HttpHeaders: { 'User-Agent': 'x' },
});

describe('readDockerCredentials', () => {
  test.each([
    ['docker.io', 'hubber', 'hub-pass'],
    ['index.docker.io', 'hubber', 'hub-pass'],
    ['registry-1.docker.io', 'hubber', 'hub-pass'],
    ['registry.example.com', 'robot$ci', 'a:b:c'],
    ['registry.example.com:8443', 'plain', 'text'],
    ['quay.io', 'quayer', 'q'],
    ['old.example.com', 'old', 'o'],
    ['nul.example.com', 'nul', 'n'],
    ['upper.example.com', 'upper', 'u'],
    ['utf8.example.com', 'jürgen', 'pässwort'],
  ])('%s', (host, username, password) => {
    expect(readDockerCredentials(config, host)).toEqual({ username, password });
  });

  test.each([
    'example.com',
    'sub.registry.example.com',
    'registry.example.com:443',
    'registry.example.co',
    'ghcr.io',
    'helper.example.com',
    'token.example.com',
    'nocolon.example.com',
    '',
    'constructor',
    '__proto__',
  ])('nothing for %j', (host) => {
    expect(readDockerCredentials(config, host)).toBeUndefined();
  });

  test('an exact key goes before one with a path', () => {
    const both = JSON.stringify({
      auths: { 'https://h.example/v1/': { auth: auth('old:o') }, 'h.example': { auth: auth('new:n') } },
    });
    expect(readDockerCredentials(both, 'h.example')?.username).toBe('new');
  });

  test.each(['{}', '{"auths":{}}', '{"credsStore":"desktop"}'])('%s holds no login', (text) => {
    expect(readDockerCredentials(text, 'h.example')).toBeUndefined();
  });

  test.each(['', 'secret-junk', '[]', '7', '{"auths":7}', '{"auths":{"h":{"auth":5}}}'])(
    '%j is no configuration, and the error does not repeat it',
    (text) => {
      const read = (): unknown => readDockerCredentials(text, 'h');
      expect(read).toThrow(expect.objectContaining({ code: 'invalid_configuration' }));
      expect(read).toThrow(/^The Docker configuration (is not JSON|has no readable “auths”)\.$/);
    },
  );
});

test('Basic is base64 of UTF-8', () => {
  expect(basicAuthorization({ username: 'jürgen', password: 'a:b' })).toBe(`Basic ${auth('jürgen:a:b')}`);
});
