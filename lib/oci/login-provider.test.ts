import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Login, LoginProvider } from '@/lib/oci/credentials';
import { fileLogin, firstLogin, fixedLogin, helperLogin } from '@/lib/oci/login-provider';

const HOUR = 3_600_000;
const login = (word: string): Login => ({ username: 'robot', password: word });

/** A helper that gives p1, p2, … or nothing, and how often it was asked. */
function helper(gives: (asked: number) => Login | undefined): {
  provider: LoginProvider;
  asked: () => number;
  wait: (ms: number) => void;
} {
  let asked = 0;
  let time = 1_000_000;
  const provider = helperLogin(
    () => Promise.resolve(gives((asked += 1))),
    () => time,
  );
  return { provider, asked: () => asked, wait: (ms) => (time += ms) };
}

/** A file whose text is the password. */
function open(text: string | undefined): LoginProvider {
  return fixedLogin(text === undefined ? undefined : login(text));
}

test.each([[login('p')], [undefined]])('a fixed login stays %j', async (fixed) => {
  const provider = fixedLogin(fixed);
  expect(await provider.get(false)).toEqual(fixed);
  expect(await provider.get(true)).toEqual(fixed);
});

describe('helperLogin', () => {
  test('keeps a login for an hour', async () => {
    const { provider, asked, wait } = helper((count) => login(`p${count}`));
    expect(await provider.get(false)).toEqual(login('p1'));
    wait(HOUR - 1);
    expect(await provider.get(false)).toEqual(login('p1'));
    wait(1);
    expect(await provider.get(false)).toEqual(login('p2'));
    expect(asked()).toBe(2);
  });

  test('keeps the lack of one for a minute', async () => {
    const { provider, asked, wait } = helper((count) => (count === 1 ? undefined : login('p')));
    expect(await provider.get(false)).toBeUndefined();
    wait(59_999);
    expect(await provider.get(false)).toBeUndefined();
    wait(1);
    expect(await provider.get(false)).toEqual(login('p'));
    expect(asked()).toBe(2);
  });

  test('asks again for a renewal, once for those that follow at once', async () => {
    const { provider, wait } = helper((count) => login(`p${count}`));
    expect(await provider.get(false)).toEqual(login('p1'));
    expect(await provider.get(true)).toEqual(login('p2'));
    expect(await provider.get(true)).toEqual(login('p2'));
    expect(await provider.get(false)).toEqual(login('p2'));
    wait(5_000);
    expect(await provider.get(true)).toEqual(login('p3'));
  });

  test('asks once for callers at the same time', async () => {
    const { provider, asked } = helper((count) => login(`p${count}`));
    const all = await Promise.all([provider.get(false), provider.get(true), provider.get(false)]);
    expect(all).toEqual([login('p1'), login('p1'), login('p1')]);
    expect(asked()).toBe(1);
  });

  test('a failure reaches the caller and is not kept', async () => {
    let asked = 0;
    const provider = helperLogin(
      () => ((asked += 1) === 1 ? Promise.reject(new Error('locked')) : Promise.resolve(login('p'))),
      () => 0,
    );
    await expect(provider.get(false)).rejects.toThrow('locked');
    expect(await provider.get(false)).toEqual(login('p'));
  });

  test('a caller that gives up ends the asking nobody else waits for', async () => {
    let ended: AbortSignal | undefined;
    const provider = helperLogin(
      (signal) => {
        ended = signal;
        return new Promise(() => undefined);
      },
      () => 0,
    );
    const abort = new AbortController();
    const waiting = provider.get(false, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'canceled' });
    expect(ended?.aborted).toBe(true);
  });
});

describe('fileLogin', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'login-provider-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('follows the file: written, rewritten, gone, back', async () => {
    const file = join(folder, 'password');
    const provider = fileLogin(file, 1024, open);
    expect(await provider.get(false)).toBeUndefined();
    await writeFile(file, 'one');
    expect(await provider.get(false)).toEqual(login('one'));
    await writeFile(file, 'another');
    expect(await provider.get(false)).toEqual(login('another'));
    await unlink(file);
    expect(await provider.get(false)).toBeUndefined();
    await writeFile(file, 'back');
    expect(await provider.get(false)).toEqual(login('back'));
  });

  test('follows the link that Kubernetes swaps', async () => {
    const mount = join(folder, 'mount');
    for (const [day, word] of [
      ['monday', 'aaa'],
      ['tuesday', 'bbb'],
    ] as const) {
      await mkdir(join(mount, day), { recursive: true });
      await writeFile(join(mount, day, 'password'), word);
    }
    await symlink('monday', join(mount, '..data'));
    await symlink(join('..data', 'password'), join(mount, 'password'));
    const provider = fileLogin(join(mount, 'password'), 1024, open);
    expect(await provider.get(false)).toEqual(login('aaa'));
    await symlink('tuesday', join(mount, '..data_tmp'));
    await rename(join(mount, '..data_tmp'), join(mount, '..data'));
    expect(await provider.get(false)).toEqual(login('bbb'));
  });

  test('opens an unchanged file once, and passes a renewal on', async () => {
    const file = join(folder, 'unchanged');
    await writeFile(file, 'text');
    const opened: string[] = [];
    const renewals: boolean[] = [];
    const provider = fileLogin(file, 1024, (text) => {
      opened.push(text ?? '');
      return {
        get: (renew) => {
          renewals.push(renew);
          return Promise.resolve(undefined);
        },
      };
    });
    await provider.get(false);
    await provider.get(false);
    await provider.get(true);
    expect(opened).toEqual(['text']);
    expect(renewals).toEqual([false, false, true]);
  });

  test('throws what opening throws, until the file is mended', async () => {
    const file = join(folder, 'spoilt');
    await writeFile(file, 'spoilt');
    const provider = fileLogin(file, 1024, (text) => {
      if (text === 'spoilt') throw new Error('not readable');
      return open(text);
    });
    await expect(provider.get(false)).rejects.toThrow('not readable');
    await expect(provider.get(false)).rejects.toThrow('not readable');
    await writeFile(file, 'mended');
    expect(await provider.get(false)).toEqual(login('mended'));
  });

  test('a file that is too large is refused', async () => {
    const file = join(folder, 'large');
    await writeFile(file, 'x'.repeat(1025));
    await expect(fileLogin(file, 1024, open).get(false)).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: `${file} is larger than 1 KiB.`,
    });
  });
});

describe('firstLogin', () => {
  const broken: LoginProvider = { get: () => Promise.reject(new Error('broken')) };

  test.each<[string, LoginProvider[], Login | undefined]>([
    ['no place', [], undefined],
    ['none anywhere', [fixedLogin(undefined), fixedLogin(undefined)], undefined],
    ['the second', [fixedLogin(undefined), fixedLogin(login('b')), broken], login('b')],
  ])('%s', async (_, places, expected) => {
    expect(await firstLogin(places).get(false)).toEqual(expected);
  });

  test('a place that fails is not passed over', async () => {
    await expect(firstLogin([broken, fixedLogin(login('b'))]).get(false)).rejects.toThrow('broken');
  });
});
