import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startEmbeddedRegistry,
  type EmbeddedRegistry,
  type EmbeddedRegistryOptions,
} from '@/lib/embedded-registry/server';

// What the conformance tests push, and the requests that push it, written from the specification alone:
// https://github.com/opencontainers/distribution-spec/blob/main/spec.md

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';

export interface Content {
  bytes: Buffer;
  digest: string;
}

export interface ContentDescriptor {
  mediaType: string;
  digest: string;
  size: number;
  [field: string]: unknown;
}

export type Algorithm = 'sha256' | 'sha512';

export function content(bytes: Buffer | string, algorithm: Algorithm = 'sha256'): Content {
  const buffer = Buffer.from(bytes);
  return { bytes: buffer, digest: `${algorithm}:${createHash(algorithm).update(buffer).digest('hex')}` };
}

export function randomContent(size: number, algorithm: Algorithm = 'sha256'): Content {
  return content(randomBytes(size), algorithm);
}

export function describeContent(
  { bytes, digest }: Content,
  mediaType: string,
  more: object = {},
): ContentDescriptor {
  return { mediaType, digest, size: bytes.byteLength, ...more };
}

/** A manifest or index as bytes, exactly as given. */
export function jsonContent(json: object, algorithm: Algorithm = 'sha256'): Content {
  return content(JSON.stringify(json, null, 3), algorithm);
}

export interface Conformance {
  /** of the registry, for example `http://127.0.0.1:5000` */
  readonly url: string;
  readonly folder: string;
  call(method: string, path: string, init?: RequestInit): Promise<Response>;
  pushBlob(repository: string, blob: Content): Promise<void>;
  putManifest(
    repository: string,
    reference: string,
    manifest: Content,
    mediaType?: string,
  ): Promise<Response>;
  /** Pushes an image of a config and some layers, and names it. */
  pushImage(repository: string, tag: string, more?: object): Promise<Content>;
}

/** A registry of the test file's own, started before its tests and ended after them. */
export function startForTests(options: Omit<EmbeddedRegistryOptions, 'folder'> = {}): Conformance {
  let registry: EmbeddedRegistry;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'embedded-registry-'));
    registry = await startEmbeddedRegistry({ ...options, folder });
  });
  afterAll(async () => {
    await registry.close();
    await rm(folder, { recursive: true, force: true });
  });
  const call: Conformance['call'] = (method, path, init = {}) => {
    return fetch(new URL(path, registry.url), { redirect: 'error', ...init, method });
  };
  const pushBlob: Conformance['pushBlob'] = async (repository, { bytes, digest }) => {
    const path = `/v2/${repository}/blobs/uploads/?digest=${digest}`;
    expect((await call('POST', path, { body: new Uint8Array(bytes) })).status).toBe(201);
  };
  const putManifest: Conformance['putManifest'] = (
    repository,
    reference,
    { bytes },
    mediaType = OCI_MANIFEST,
  ) => {
    const headers = { 'content-type': mediaType };
    return call('PUT', `/v2/${repository}/manifests/${reference}`, { body: new Uint8Array(bytes), headers });
  };
  const pushImage: Conformance['pushImage'] = async (repository, tag, more = {}) => {
    const manifest = await imageOf(repository, more, pushBlob);
    expect((await putManifest(repository, tag, manifest)).status).toBe(201);
    return manifest;
  };
  return {
    get url() {
      return registry.url;
    },
    get folder() {
      return folder;
    },
    call,
    pushBlob,
    putManifest,
    pushImage,
  };
}

async function imageOf(
  repository: string,
  more: object,
  pushBlob: Conformance['pushBlob'],
): Promise<Content> {
  const config = randomContent(40);
  const layer = randomContent(900);
  await pushBlob(repository, config);
  await pushBlob(repository, layer);
  return jsonContent({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: describeContent(config, 'application/vnd.oci.image.config.v1+json'),
    layers: [describeContent(layer, 'application/vnd.oci.image.layer.v1.tar+gzip')],
    ...more,
  });
}

/** The codes of an error answer, after checking that it has the specification's form. */
export async function errorCodes(response: Response): Promise<string[]> {
  expect(response.headers.get('content-type')).toBe('application/json');
  const { errors } = (await response.json()) as { errors: { code: string; message: string }[] };
  for (const { code, message } of errors) {
    expect(code).toMatch(/^[A-Z_]+$/);
    expect(message).not.toBe('');
  }
  return errors.map(({ code }) => code);
}

export async function bodyOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}
