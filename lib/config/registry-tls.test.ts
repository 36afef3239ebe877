import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RegistryConfiguration } from '@/lib/config/registry-configuration';
import { readTls } from '@/lib/config/registry-tls';

// Made for this test, and good for nothing else:
// openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=chartroom.test
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBiTCCAS+gAwIBAgIUS3I+h9S4ETzfFQxBuE/Gb0IhMXAwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOY2hhcnRyb29tLnRlc3QwIBcNMjYxMTI0MjEyMTE0WhgPMjEy
NjEwMzEyMTIxMTRaMBkxFzAVBgNVBAMMDmNoYXJ0cm9vbS50ZXN0MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEm4lvWlOnpAgo7CMnBc/LNvINC0b+MxdAI6xE3+KX
BNgel2vucz27sjOYtI5bkhns8SyvivjLDXpM8mC/Bta4VaNTMFEwHQYDVR0OBBYE
FPyEgUEWD79ZG7ecn+2I6ICllh0dMB8GA1UdIwQYMBaAFPyEgUEWD79ZG7ecn+2I
6ICllh0dMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgc9dl30eg
QI0C/3Egko5Sr9Pc5u6ZN8B3uNSoEcBOOWACIQDEP4IGzdptbN1iuP4+IKaMRUF3
YS0eTFRWOsnS0FCf4w==
-----END CERTIFICATE-----
`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgt4H5ONtTHm8fG0ZE
h3Q4+JvAiZq5/wLn6jG3hg4M7GmhRANCAASbiW9aU6ekCCjsIycFz8s28g0LRv4z
F0AjrETf4pcE2B6Xa+5zPbuyM5i0jluSGezxLK+K+MsNekzyYL8G1rhV
-----END PRIVATE KEY-----
`;
const OTHER_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

const FILES: Record<string, string> = {
  'ca.pem': `# our authority\n${CERTIFICATE}\n${CERTIFICATE}`,
  'own.pem': CERTIFICATE,
  'own.key': KEY,
  'other.key': OTHER_KEY.export({ type: 'pkcs8', format: 'pem' }).toString(),
  'locked.key': OTHER_KEY.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'word',
  }).toString(),
  'secret.txt': 'hunter2',
  'spoilt.pem': `${CERTIFICATE}-----BEGIN CERTIFICATE-----\nhunter2\n-----END CERTIFICATE-----\n`,
  'large.pem': CERTIFICATE.repeat(2000),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-tls-'));
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A registry with the `tls` settings, whose files lie in the folder. */
function registry(tls: Record<string, string | true> | undefined): RegistryConfiguration {
  const settings =
    tls && Object.entries(tls).map(([name, value]) => [name, value === true ? value : join(folder, value)]);
  return RegistryConfiguration.parse({
    name: 'production',
    url: 'https://h.example',
    tls: settings && Object.fromEntries(settings),
  });
}

describe('readTls', () => {
  test.each([
    [undefined, undefined],
    [{ insecure: true as const }, { insecure: true }],
    [{ caFile: 'ca.pem' }, { ca: FILES['ca.pem'], insecure: false }],
    [
      { certFile: 'own.pem', keyFile: 'own.key' },
      { cert: CERTIFICATE, key: KEY, insecure: false },
    ],
    [
      { caFile: 'ca.pem', certFile: 'own.pem', keyFile: 'own.key' },
      { ca: FILES['ca.pem'], cert: CERTIFICATE, key: KEY, insecure: false },
    ],
  ])('%j', async (tls, material) => {
    expect(await readTls(registry(tls))).toEqual(material);
  });

  test.each([
    [{ caFile: 'absent.pem' }, 'tls.caFile of production names absent.pem, but there is no such file.'],
    [
      { caFile: 'secret.txt' },
      'tls.caFile of production names secret.txt, in which there is no PEM certificate.',
    ],
    [{ caFile: 'own.key' }, 'tls.caFile of production names own.key, in which there is no PEM certificate.'],
    [
      { caFile: 'spoilt.pem' },
      "tls.caFile of production names spoilt.pem, in which a certificate can't be parsed.",
    ],
    [{ caFile: 'large.pem' }, 'large.pem is larger than 1024 KiB.'],
    [
      { certFile: 'secret.txt', keyFile: 'own.key' },
      'tls.certFile of production names secret.txt, in which there is no PEM certificate.',
    ],
    [
      { certFile: 'own.pem', keyFile: 'absent.key' },
      'tls.keyFile of production names absent.key, but there is no such file.',
    ],
    [
      { certFile: 'own.pem', keyFile: 'secret.txt' },
      'tls.keyFile of production names secret.txt, which is no PEM private key without passphrase.',
    ],
    [
      { certFile: 'own.pem', keyFile: 'locked.key' },
      'tls.keyFile of production names locked.key, which is no PEM private key without passphrase.',
    ],
    [
      { certFile: 'own.pem', keyFile: 'other.key' },
      'tls.keyFile of production names other.key, which is not the key of own.pem.',
    ],
  ])('%j is refused', async (tls, message) => {
    const error: unknown = await readTls(registry(tls)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'AppError', code: 'invalid_configuration' });
    const { message: said, cause } = error as Error;
    expect(said.replaceAll(`${folder}/`, '')).toBe(message);
    expect(`${said} ${String(cause)}`).not.toContain('hunter2');
  });
});
