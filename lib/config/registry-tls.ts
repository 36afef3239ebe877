import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { RegistryConfiguration } from '@/lib/config/registry-configuration';
import { MAX_SECRET, requireFile } from '@/lib/config/secret-file';
import { AppError } from '@/lib/errors';
import { readSmallFile } from '@/lib/oci/small-file';

/** What a registry's connections are secured with. Texts are PEM and have been parsed once. */
export interface TlsMaterial {
  /** certificates of authorities that are trusted besides the usual ones */
  ca?: string;
  /** Chartroom's own certificate, and its private key */
  cert?: string;
  key?: string;
  /** whether no certificate is checked */
  insecure: boolean;
}

/** Bytes. The authorities of a whole system have about 220 KiB. */
const MAX_AUTHORITIES = 1024 * 1024;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * Reads the files that a registry's `tls` names.
 * @returns undefined when it has no `tls`
 * @throws AppError `invalid_configuration` naming setting and file: it is missing or too large, is not PEM, or key and
 *   certificate do not belong together. Never the content.
 */
export async function readTls({ name, tls }: RegistryConfiguration): Promise<TlsMaterial | undefined> {
  if (tls === undefined) return undefined;
  const material: TlsMaterial = { insecure: tls.insecure === true };
  if (tls.caFile !== undefined) {
    material.ca = await readNamed(tls.caFile, MAX_AUTHORITIES, `tls.caFile of ${name}`);
    parseCertificates(material.ca, tls.caFile, `tls.caFile of ${name}`);
  }
  if (tls.certFile !== undefined && tls.keyFile !== undefined) {
    const { certFile, keyFile } = tls;
    material.cert = await readNamed(certFile, MAX_SECRET, `tls.certFile of ${name}`);
    const own = parseCertificates(material.cert, certFile, `tls.certFile of ${name}`);
    material.key = await readNamed(keyFile, MAX_SECRET, `tls.keyFile of ${name}`);
    const key = parseKey(material.key, keyFile, `tls.keyFile of ${name}`);
    if (!own.checkPrivateKey(key)) {
      throw invalid(`tls.keyFile of ${name} names ${keyFile}, which is not the key of ${certFile}.`);
    }
  }
  return material;
}

async function readNamed(path: string, maxBytes: number, setting: string): Promise<string> {
  return requireFile(await readSmallFile(path, maxBytes), path, setting);
}

/** Parses all certificates of a file and gives the first, which is its owner's. */
function parseCertificates(pem: string, path: string, setting: string): X509Certificate {
  const [first] = (pem.match(CERTIFICATE) ?? []).map((block) => {
    try {
      return new X509Certificate(block);
    } catch (error) {
      throw invalid(`${setting} names ${path}, in which a certificate can't be parsed.`, error);
    }
  });
  if (first === undefined) throw invalid(`${setting} names ${path}, in which there is no PEM certificate.`);
  return first;
}

function parseKey(pem: string, path: string, setting: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    // What OpenSSL says names routines, never the key.
    throw invalid(`${setting} names ${path}, which is no PEM private key without passphrase.`, error);
  }
}

function invalid(message: string, cause?: unknown): AppError {
  return new AppError('invalid_configuration', message, { cause });
}
