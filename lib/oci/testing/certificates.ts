import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A certificate and its key, as PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

export interface CertificateOptions {
  /** whom it is for, as a certificate says it: `IP:127.0.0.1` or `DNS:registry.example` */
  subject: string;
  /** days it is good for from now; below 0 it has ended */
  days?: number;
}

/** An authority of a test's own, made with the `openssl` of the system. Keys are on disk only while they are made. */
export class CertificateAuthority {
  /** PEM: what those who believe it need */
  readonly cert: string;
  private readonly key: string;

  constructor({ cert, key }: Certificate) {
    this.cert = cert;
    this.key = key;
  }

  /** Makes a certificate that this authority vouches for. */
  issue({ subject, days = 2 }: CertificateOptions): Promise<Certificate> {
    return inFolder(async (folder) => {
      await writeFile(join(folder, 'ca.pem'), this.cert);
      await writeFile(join(folder, 'ca.key'), this.key);
      await writeFile(join(folder, 'extensions'), `subjectAltName=${subject}\n`);
      await openssl(folder, [
        'req',
        '-new',
        ...KEY,
        '-subj',
        '/CN=test',
        '-keyout',
        'key',
        '-out',
        'request',
      ]);
      const signer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
      const terms = ['-days', String(days), '-extfile', 'extensions'];
      await openssl(folder, ['x509', '-req', '-in', 'request', ...signer, ...terms, '-out', 'cert']);
      return pairIn(folder);
    });
  }
}

/** Makes an authority nobody knows yet. */
export async function createAuthority(): Promise<CertificateAuthority> {
  const pair = await inFolder(async (folder) => {
    const subject = ['-subj', '/CN=Test authority'];
    await openssl(folder, [
      'req',
      '-x509',
      ...KEY,
      '-days',
      '2',
      ...subject,
      '-keyout',
      'key',
      '-out',
      'cert',
    ]);
    return pairIn(folder);
  });
  return new CertificateAuthority(pair);
}

async function openssl(folder: string, command: string[]): Promise<void> {
  await run('openssl', command, { cwd: folder });
}

async function pairIn(folder: string): Promise<Certificate> {
  return {
    cert: await readFile(join(folder, 'cert'), 'utf8'),
    key: await readFile(join(folder, 'key'), 'utf8'),
  };
}

async function inFolder<Result>(make: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'chartroom-certificates-'));
  try {
    return await make(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
