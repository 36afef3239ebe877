import { chmod, mkdir, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RegistryConfiguration } from '@/lib/config/registry-configuration';
import { openLogin } from '@/lib/config/registry-login';
import type { Login, LoginProvider } from '@/lib/oci/credentials';

let home: string;
let lines: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'registry-login-'));
  lines = [];
});
afterEach(() => rm(home, { recursive: true, force: true }));

function registry(settings: Record<string, unknown>): RegistryConfiguration {
  return RegistryConfiguration.parse({ name: 'production', url: 'https://h.example', ...settings });
}

function open(
  credentials: object | undefined,
  environment: Record<string, string> = {},
  settings: Record<string, unknown> = {},
): Promise<LoginProvider | undefined> {
  return openLogin(
    registry({ credentials, ...settings }),
    { HOME: home, ...environment },
    { now: () => 0, report: (line) => lines.push(line) },
  );
}

/** What podman's file gives to a registry with these settings. */
async function podmanLogin(settings: Record<string, unknown>): Promise<Login | undefined> {
  return (await open({ podmanAuth: true }, {}, settings))?.get(false);
}

async function write(path: string, content: string | object): Promise<string> {
  const file = join(home, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

async function writeHelper(name: string, script: string): Promise<string> {
  const file = await write(`bin/docker-credential-${name}`, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return `${dirname(file)}:${process.env.PATH ?? ''}`;
}

const auths = (username: string, key = 'h.example'): object => ({
  auths: { [key]: { username, password: 'word' } },
});
const robot = (username: string): Login => ({ username, password: 'word' });

test('no login where none is configured', async () => {
  expect(await open(undefined)).toBeUndefined();
});

test.each<Login>([{ username: 'u', password: 'p' }, { identityToken: 'i' }, { bearerToken: 'b' }])(
  'a login written out: %j',
  async (login) => {
    expect(await (await open(login))?.get(false)).toEqual(login);
    expect(lines).toEqual([]);
  },
);

describe('a secret in a file', () => {
  const forms: [string, (file: string) => object, (secret: string) => Login][] = [
    [
      'passwordFile',
      (passwordFile) => ({ username: 'u', passwordFile }),
      (password) => ({ username: 'u', password }),
    ],
    [
      'identityTokenFile',
      (identityTokenFile) => ({ identityTokenFile }),
      (identityToken) => ({ identityToken }),
    ],
    ['bearerTokenFile', (bearerTokenFile) => ({ bearerTokenFile }), (bearerToken) => ({ bearerToken })],
  ];

  test.each(forms)('%s is read, and read again when it changes', async (_, credentials, login) => {
    const file = await write('secret', 'first\r\n');
    const provider = await open(credentials(file));
    expect(await provider?.get(false)).toEqual(login('first'));
    await writeFile(file, 'the-second\n\n');
    expect(await provider?.get(false)).toEqual(login('the-second'));
    await unlink(file);
    await expect(provider?.get(false)).rejects.toMatchObject({ code: 'invalid_configuration' });
  });

  test.each(forms)('%s that is missing, empty or too large stops the start', async (setting, credentials) => {
    const file = join(home, 'secret');
    const refused = async (message: string): Promise<void> =>
      expect(open(credentials(file))).rejects.toMatchObject({ code: 'invalid_configuration', message });
    await refused(`credentials.${setting} of production names ${file}, but there is no such file.`);
    await write('secret', '\n');
    await refused(`credentials.${setting} of production names ${file}, which is empty.`);
    await write('secret', 'x'.repeat(64 * 1024 + 1));
    await refused(`${file} is larger than 64 KiB.`);
  });

  test('a password may have spaces and newlines inside, a token may not', async () => {
    const file = await write('secret', ' a\nb \n');
    expect(await (await open({ username: 'u', passwordFile: file }))?.get(false)).toEqual({
      username: 'u',
      password: ' a\nb ',
    });
    await expect(open({ bearerTokenFile: file })).rejects.toMatchObject({
      message: `credentials.bearerTokenFile of production names ${file}, which is not one line without spaces.`,
    });
  });
});

describe('where other programs keep logins', () => {
  test.each<[string, object, Record<string, object>, Record<string, string>, string]>([
    ["Docker's file", { dockerConfig: true }, { '.docker/config.json': auths('d') }, {}, 'd'],
    [
      "Docker's variable before its file",
      { dockerConfig: true },
      { '.docker/config.json': auths('d') },
      { DOCKER_AUTH_CONFIG: JSON.stringify(auths('v')) },
      'v',
    ],
    [
      "Docker's file after a variable about another host",
      { dockerConfig: true },
      { '.docker/config.json': auths('d') },
      { DOCKER_AUTH_CONFIG: JSON.stringify(auths('v', 'other.example')) },
      'd',
    ],
    [
      "Helm's before Docker's",
      { helmConfig: true },
      { '.config/helm/registry/config.json': auths('h'), '.docker/config.json': auths('d') },
      {},
      'h',
    ],
    ["Docker's for Helm", { helmConfig: true }, { '.docker/config.json': auths('d') }, {}, 'd'],
    ["podman's", { podmanAuth: true }, { '.config/containers/auth.json': auths('p') }, {}, 'p'],
  ])('%s', async (_, credentials, files, environment, username) => {
    for (const [path, content] of Object.entries(files)) await write(path, content);
    const provider = await open(credentials, environment);
    expect(await provider?.get(false)).toEqual(robot(username));
    expect(lines).toEqual([]);
  });

  test('the namespace of the repositories picks among podman’s keys', async () => {
    await write('.config/containers/auth.json', {
      auths: {
        'h.example': { username: 'whole', password: 'word' },
        'h.example/team': { username: 'team', password: 'word' },
      },
    });
    expect(await podmanLogin({ repositories: ['team/app', 'team/x/**'] })).toEqual(robot('team'));
    expect(await podmanLogin({ repositories: ['team/app', 'other'] })).toEqual(robot('whole'));
    expect(await podmanLogin({})).toEqual(robot('whole'));
    expect(await podmanLogin({ kind: 'helm-repository', repositories: ['team'] })).toEqual(robot('whole'));
  });

  test('a mounted Kubernetes secret, rotated', async () => {
    const file = await write('.dockerconfigjson', auths('first'));
    const provider = await open({ dockerConfigFile: file });
    expect(await provider?.get(false)).toEqual(robot('first'));
    await write('.dockerconfigjson', auths('the-second'));
    expect(await provider?.get(false)).toEqual(robot('the-second'));
  });

  test('a named file that is missing stops the start', async () => {
    const file = join(home, 'absent.json');
    await expect(open({ dockerConfigFile: file })).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: `credentials.dockerConfigFile of production names ${file}, but there is no such file.`,
    });
  });

  test.each([
    ['{ "hunter2"', 'is not JSON.'],
    ['{ "auths": "hunter2" }', 'has no readable “auths”.'],
  ])('a file that holds %s stops the start', async (content, message) => {
    const file = await write('.docker/config.json', content);
    await expect(open({ dockerConfig: true })).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: `${file} ${message}`,
    });
    await expect(open({ dockerConfig: true }, { DOCKER_AUTH_CONFIG: content })).rejects.toMatchObject({
      message: `DOCKER_AUTH_CONFIG ${message}`,
    });
  });

  test('it is said once where no login was found, and one that appears is taken', async () => {
    const provider = await open({ helmConfig: true });
    expect(await provider?.get(false)).toBeUndefined();
    expect(lines).toEqual([
      `There is no login for h.example in ${home}/.config/helm/registry/config.json or ${home}/.docker/config.json, so production is read without one.`,
    ]);
    await write('.docker/config.json', auths('late'));
    expect(await provider?.get(false)).toEqual(robot('late'));
    expect(lines.length).toBe(1);
  });
});

describe('credential helpers', () => {
  const give = 'cat >/dev/null; echo \'{"Username":"helped","Secret":"word"}\'';

  test('are not asked unless switched on, and that is said', async () => {
    const PATH = await writeHelper('mine', `touch "$HOME/asked"; ${give}`);
    await write('.docker/config.json', { credsStore: 'mine' });
    const provider = await open({ dockerConfig: true }, { PATH });
    expect(await provider?.get(false)).toBeUndefined();
    expect(lines).toEqual([
      `There is no login for h.example in ${home}/.docker/config.json, so production is read without one. The credential helper mine is named there; none is asked unless credentials have helpers: true.`,
    ]);
    await expect(unlink(join(home, 'asked'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('are asked when a login is wanted, once an hour', async () => {
    const PATH = await writeHelper('mine', `echo x >>"$HOME/asked"; ${give}`);
    await write('.docker/config.json', { credHelpers: { 'h.example': 'mine' } });
    const provider = await open({ dockerConfig: true, helpers: true }, { PATH });
    await expect(unlink(join(home, 'asked'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await provider?.get(false)).toEqual(robot('helped'));
    expect(await provider?.get(false)).toEqual(robot('helped'));
    await unlink(join(home, 'asked'));
    expect(await provider?.get(false)).toEqual(robot('helped'));
    await expect(unlink(join(home, 'asked'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await provider?.get(true)).toEqual(robot('helped'));
    await unlink(join(home, 'asked'));
    expect(lines).toEqual([]);
  });

  test('that have none leave it to the next place, and that is said', async () => {
    const PATH = await writeHelper('mine', 'echo "credentials not found in native keychain"; exit 1');
    await write('.config/helm/registry/config.json', { credsStore: 'mine' });
    await write('.docker/config.json', auths('d'));
    const provider = await open({ helmConfig: true, helpers: true }, { PATH });
    expect(await provider?.get(false)).toEqual(robot('d'));
    expect(await provider?.get(true)).toEqual(robot('d'));
    expect(lines).toEqual(['docker-credential-mine has no login for h.example, the host of production.']);
  });

  test('that are missing fail when a login is wanted', async () => {
    await write('.docker/config.json', { credsStore: 'absent' });
    const provider = await open({ dockerConfig: true, helpers: true }, { PATH: home });
    await expect(provider?.get(false)).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: 'There is no program docker-credential-absent on the PATH.',
    });
  });
});
