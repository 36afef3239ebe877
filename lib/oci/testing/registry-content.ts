import { digestOf } from '@/lib/oci/digest';
import type { Descriptor } from '@/lib/oci/manifest';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import {
  json,
  registryError,
  type ScriptedAnswer,
  type ScriptedRequest,
} from '@/lib/oci/testing/scripted-answer';
import { UploadContent } from '@/lib/oci/testing/upload-content';

interface StoredManifest {
  bytes: Uint8Array;
  mediaType: string;
}

interface Repository {
  tags: Map<string, Digest>;
  manifests: Map<string, StoredManifest>;
  blobs: Map<string, Uint8Array>;
}

/** What to make an artifact from. */
export interface ArtifactContent {
  config: string | Uint8Array;
  configMediaType?: string;
  layers?: { mediaType: string; content: string | Uint8Array }[];
  annotations?: Record<string, string>;
}

/** The repositories of a well-behaved registry in memory: catalog and tags in pages of `n`, manifests, blobs, uploads. */
export class RegistryContent {
  readonly uploads = new UploadContent({
    blob: (repository, digest) => this.repositories.get(repository)?.blobs.get(digest),
    addBlob: (repository, bytes) => {
      this.addBlob(repository, bytes);
    },
  });
  private readonly repositories = new Map<string, Repository>();

  /** Puts a blob into a repository, and gives what describes it. */
  addBlob(
    repository: string,
    content: string | Uint8Array,
    mediaType = 'application/octet-stream',
  ): Descriptor {
    const bytes = Buffer.from(content);
    const digest = digestOf(bytes);
    this.repository(repository).blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  }

  /** Puts a manifest under its digest and the tags; a document is written as JSON. */
  addManifest(
    repository: string,
    tags: readonly string[],
    manifest: object | Uint8Array,
    mediaType = OCI_MANIFEST,
  ): Descriptor {
    const bytes = manifest instanceof Uint8Array ? manifest : Buffer.from(JSON.stringify(manifest));
    const digest = digestOf(bytes);
    const { manifests, tags: known } = this.repository(repository);
    manifests.set(digest, { bytes, mediaType });
    for (const tag of tags) known.set(tag, digest);
    return { mediaType, digest, size: bytes.length };
  }

  /** Puts config, layers and the manifest that binds them. */
  addArtifact(repository: string, tags: readonly string[], artifact: ArtifactContent): Descriptor {
    const {
      config,
      configMediaType = 'application/vnd.oci.empty.v1+json',
      layers = [],
      annotations,
    } = artifact;
    return this.addManifest(repository, tags, {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: this.addBlob(repository, config, configMediaType),
      layers: layers.map(({ mediaType, content }) => this.addBlob(repository, content, mediaType)),
      annotations,
    });
  }

  /** Takes a tag away; the manifest stays. */
  removeTag(repository: string, tag: string): void {
    this.repository(repository).tags.delete(tag);
  }

  /** The digest a tag has now. */
  digestOfTag(repository: string, tag: string): Digest | undefined {
    return this.repositories.get(repository)?.tags.get(tag);
  }

  /** The bytes of a blob that is there. */
  blob(repository: string, digest: Digest): Uint8Array | undefined {
    return this.repositories.get(repository)?.blobs.get(digest);
  }

  /** The registry's answer by the distribution specification; undefined for a path it does not know. */
  answer(request: ScriptedRequest): ScriptedAnswer | undefined {
    if (request.path === '/v2/') return json({});
    if (request.path === '/v2/_catalog') return page(request, 'repositories', [...this.repositories.keys()]);
    const upload = this.uploads.answer(request);
    if (upload !== undefined) return upload;
    const match = /^\/v2\/(.+)\/(tags\/list|manifests\/([^/]+)|blobs\/([^/]+))$/.exec(request.path);
    const name = match?.[1];
    if (match === null || name === undefined) return undefined;
    const [, , , reference, digest] = match;
    if (reference !== undefined && request.method === 'PUT')
      return this.putManifest(name, reference, request);
    const repository = this.repositories.get(name);
    if (repository === undefined)
      return registryError(404, 'NAME_UNKNOWN', 'repository name not known to registry');
    if (reference !== undefined) return getManifest(repository, reference);
    if (digest !== undefined) return getBlob(repository, digest);
    return page(request, 'tags', [...repository.tags.keys()], { name });
  }

  private repository(name: string): Repository {
    const known = this.repositories.get(name);
    if (known !== undefined) return known;
    const made: Repository = { tags: new Map(), manifests: new Map(), blobs: new Map() };
    this.repositories.set(name, made);
    return made;
  }

  private putManifest(name: string, reference: string, request: ScriptedRequest): ScriptedAnswer {
    const tags = reference.includes(':') ? [] : [reference];
    const { digest } = this.addManifest(name, tags, request.body, request.headers['content-type'] ?? '');
    return {
      status: 201,
      headers: { location: `/v2/${name}/manifests/${digest}`, 'docker-content-digest': digest },
    };
  }
}

function getManifest({ tags, manifests }: Repository, reference: string): ScriptedAnswer {
  const digest = tags.get(reference) ?? reference;
  const manifest = manifests.get(digest);
  if (manifest === undefined) return registryError(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
  return {
    headers: { 'content-type': manifest.mediaType, 'docker-content-digest': digest },
    body: manifest.bytes,
  };
}

function getBlob({ blobs }: Repository, digest: string): ScriptedAnswer {
  const body = blobs.get(digest);
  if (body === undefined) return registryError(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  return { headers: { 'content-type': 'application/octet-stream', 'docker-content-digest': digest }, body };
}

function page(
  { path, query }: ScriptedRequest,
  field: string,
  all: readonly string[],
  rest: Record<string, unknown> = {},
): ScriptedAnswer {
  const last = query.get('last');
  const size = Number(query.get('n') ?? Number.POSITIVE_INFINITY);
  const sorted = [...all].sort();
  const following = last === null ? sorted : sorted.filter((name) => name > last);
  const names = following.slice(0, size);
  const next = new URLSearchParams({ last: names.at(-1) ?? '', n: String(size) });
  const headers: Record<string, string> =
    following.length > names.length ? { link: `<${path}?${next}>; rel="next"` } : {};
  return json({ ...rest, [field]: names }, { headers });
}
