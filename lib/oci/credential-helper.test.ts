import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askCredentialHelper } from '@/lib/oci/credential-helper';
import type { Login } from '@/lib/oci/credentials';

let folder: string;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credential-helper-'));
  environment = { PATH: `${folder}:${process.env.PATH ?? ''}`, HOME: folder };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function writeHelper(name: string, script: string): Promise<void> {
  const file = join(folder, `docker-credential-${name}`);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

function answer(fields: Record<string, unknown>): string {
  return `cat >/dev/null; cat <<'END'\n${JSON.stringify(fields)}\nEND`;
}

/** What the helper `asked` was called with, and what it read. */
async function askFor(host: string): Promise<string> {
  await askCredentialHelper('asked', host, { environment });
  return readFile(join(folder, 'asked'), 'utf8');
}

async function failureOf(asking: Promise<unknown>): Promise<Error & { code?: string; kind?: string }> {
  try {
    await asking;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}

describe('answers', () => {
  test.each<[string, string, Login | undefined]>([
    ['plain', answer({ Username: 'robot', Secret: 's:1' }), { username: 'robot', password: 's:1' }],
    [
      'echoing',
      answer({ ServerURL: 'https://H.example/v1/', Username: 'robot', Secret: 's' }),
      { username: 'robot', password: 's' },
    ],
    ['token', answer({ Username: '<token>', Secret: 'refresh' }), { identityToken: 'refresh' }],
    ['empty', answer({ ServerURL: '', Username: '', Secret: '' }), undefined],
    ['nobody', answer({ Username: '', Secret: 's' }), undefined],
    ['none', 'echo "credentials not found in native keychain"; exit 1', undefined],
    ['none-beside', 'echo "Error: Credentials not found" >&2; exit 1', undefined],
    [
      'deaf',
      `exec <&-; ${answer({ Username: 'u', Secret: 's' }).replace('cat >/dev/null; ', '')}`,
      {
        username: 'u',
        password: 's',
      },
    ],
  ])('%s', async (name, script, login) => {
    await writeHelper(name, script);
    expect(await askCredentialHelper(name, 'h.example', { environment })).toEqual(login);
  });

  test('what it is asked: get, and the host on its standard input', async () => {
    await writeHelper('asked', `printf '%s %s' "$*" "$(cat)" >"$HOME/asked"; ${answer({ Secret: '' })}`);
    expect(await askFor('h.example:8443')).toBe('get h.example:8443');
    expect(await askFor('registry-1.docker.io')).toBe('get https://index.docker.io/v1/');
    expect(await askFor('$(touch x); `id`')).toBe('get $(touch x); `id`');
  });

  test('it sees what helpers need of the environment, and nothing else', async () => {
    await writeHelper('curious', `env >"$HOME/seen"; ${answer({ Secret: '' })}`);
    await askCredentialHelper('curious', 'h.example', {
      environment: {
        ...environment,
        REGISTRY_PASSWORD: 'hunter2',
        DOCKER_AUTH_CONFIG: '{}',
        MY_AWS_REGION: 'x',
        NODE_OPTIONS: '--inspect',
        LD_PRELOAD: 'x.so',
        AWS_PROFILE: 'ops',
        GOOGLE_APPLICATION_CREDENTIALS: '/key.json',
        AZURE_TENANT_ID: 't',
        XDG_RUNTIME_DIR: '/run/user/1',
        https_proxy: 'http://proxy:3128',
      },
    });
    const seen = (await readFile(join(folder, 'seen'), 'utf8')).split('\n').map((line) => line.split('=')[0]);
    expect(seen).toEqual(
      expect.arrayContaining([
        'PATH',
        'HOME',
        'AWS_PROFILE',
        'GOOGLE_APPLICATION_CREDENTIALS',
        'AZURE_TENANT_ID',
        'XDG_RUNTIME_DIR',
        'https_proxy',
      ]),
    );
    for (const name of [
      'REGISTRY_PASSWORD',
      'DOCKER_AUTH_CONFIG',
      'MY_AWS_REGION',
      'NODE_OPTIONS',
      'LD_PRELOAD',
    ])
      expect(seen).not.toContain(name);
  });
});

describe('failures', () => {
  test.each([
    ['broken', 'echo hunter2; echo hunter2 >&2; exit 3', 'docker-credential-broken failed with status 3'],
    ['chatty', 'echo "hunter2 is the password"', 'docker-credential-chatty did not answer with a login'],
    ['list', answer({ Username: 'u', Secret: ['hunter2'] }), 'did not answer with a login for h.example'],
    [
      'other',
      answer({ ServerURL: 'https://other.example', Username: 'u', Secret: 'hunter2' }),
      'answered with the login of another host',
    ],
    [
      'below',
      answer({ ServerURL: 'h.example/team', Username: 'u', Secret: 'hunter2' }),
      'answered with the login of another host',
    ],
    ['endless', 'while :; do echo hunter2hunter2hunter2hunter2; done', 'wrote more than 64 KiB'],
  ])('%s', async (name, script, message) => {
    await writeHelper(name, script);
    const error = await failureOf(askCredentialHelper(name, 'h.example', { environment }));
    expect(error).toMatchObject({ name: 'AppError', code: 'invalid_configuration' });
    expect(error.message).toContain(message);
    expect(error.cause).toBeUndefined();
    expect(`${error.message} ${JSON.stringify(error)} ${error.stack}`).not.toContain('hunter2');
  });

  test('there is no such helper', async () => {
    const error = await failureOf(askCredentialHelper('absent', 'h.example', { environment }));
    expect(error).toMatchObject({
      code: 'invalid_configuration',
      message: 'There is no program docker-credential-absent on the PATH.',
    });
  });

  test('a file that may not be run', async () => {
    await writeFile(join(folder, 'docker-credential-locked'), '#!/bin/sh\n', { mode: 0o644 });
    const error = await failureOf(askCredentialHelper('locked', 'h.example', { environment }));
    expect(error).toMatchObject({
      code: 'invalid_configuration',
      message: 'docker-credential-locked may not be run.',
    });
  });

  test.each(['', '../evil', 'a b', 'a;b', 'Desktop', 'desktop.exe', 'a\n', 'a\0'])(
    'the name %j is not run',
    async (name) => {
      const error = await failureOf(askCredentialHelper(name, 'h.example', { environment }));
      expect(error).toMatchObject({ code: 'invalid_configuration' });
      expect(error.message).toMatch(/^The name of a credential helper is made of/);
    },
  );

  test('one that does not end is killed', async () => {
    await writeHelper('slow', 'exec sleep 600');
    const error = await failureOf(askCredentialHelper('slow', 'h.example', { environment, timeout: 100 }));
    expect(error).toMatchObject({
      name: 'RegistryError',
      kind: 'timeout',
      message: 'docker-credential-slow gave no login for h.example within 0.1 s.',
    });
  });

  test.each([
    ['before it began', AbortSignal.abort()],
    ['while it runs', AbortSignal.timeout(100)],
  ])('the caller gives up %s', async (_, signal) => {
    await writeHelper('patient', 'exec sleep 600');
    const error = await failureOf(askCredentialHelper('patient', 'h.example', { environment, signal }));
    expect(error).toMatchObject({ name: 'RegistryError', kind: 'canceled' });
  });
});
