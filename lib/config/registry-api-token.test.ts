import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readApiToken } from '@/lib/config/registry-api-token';
import { RegistryConfiguration } from '@/lib/config/registry-configuration';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'api-token-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function registry(api: object | undefined): RegistryConfiguration {
  return RegistryConfiguration.parse({ name: 'production', url: 'https://h.example', api });
}

test.each([
  [undefined, undefined],
  [{ url: 'https://api.example' }, undefined],
  [{ token: 't' }, 't'],
])('%j has the token %j', async (api, token) => {
  expect(await readApiToken(registry(api))).toBe(token);
});

test('a file is read each time', async () => {
  const tokenFile = join(folder, 'token');
  await expect(readApiToken(registry({ tokenFile }))).rejects.toMatchObject({
    code: 'invalid_configuration',
    message: `api.tokenFile of production names ${tokenFile}, but there is no such file.`,
  });
  await writeFile(tokenFile, 'one\n');
  expect(await readApiToken(registry({ tokenFile }))).toBe('one');
  await writeFile(tokenFile, 'two\n');
  expect(await readApiToken(registry({ tokenFile }))).toBe('two');
});
