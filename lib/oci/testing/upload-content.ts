import { matchesDigest } from '@/lib/oci/digest';
import type { Digest } from '@/lib/oci/names';
import { registryError, type ScriptedAnswer, type ScriptedRequest } from '@/lib/oci/testing/scripted-answer';

/** Where finished uploads go, and mounted blobs come from. */
export interface BlobStore {
  blob(repository: string, digest: string): Uint8Array | undefined;
  addBlob(repository: string, bytes: Uint8Array): void;
}

/**
 * The uploads of a well-behaved registry in memory: begun, gone on with, asked about, ended, given up, and mounts. Each
 * answer has another `Location`, with a query that must be kept, and only the last one is good.
 */
export class UploadContent {
  /** what came of each upload under way, by its number */
  readonly open = new Map<string, Buffer>();
  private readonly store: BlobStore;
  private begun = 0;
  private steps = 0;
  private readonly states = new Map<string, number>();

  constructor(store: BlobStore) {
    this.store = store;
  }

  /** Adds bytes to an upload, as a registry does that loses the connection before it could answer. */
  append(id: string, bytes: Uint8Array): void {
    this.open.set(id, Buffer.concat([this.open.get(id) ?? Buffer.alloc(0), bytes]));
  }

  /** Forgets all uploads under way. */
  forget(): void {
    this.open.clear();
  }

  /** The number of the upload a request is about. */
  idOf({ path }: ScriptedRequest): string {
    return path.slice(path.lastIndexOf('/') + 1);
  }

  /** The registry's answer to a request about uploads; undefined for any other. */
  answer(request: ScriptedRequest): ScriptedAnswer | undefined {
    const match = /^\/v2\/(.+)\/blobs\/uploads\/(\d*)$/.exec(request.path);
    const [, name = '', id = ''] = match ?? [];
    if (match === null) return undefined;
    if (id === '') return request.method === 'POST' ? this.begin(name, request) : undefined;
    if (!this.open.has(id) || Number(request.query.get('state')) !== this.states.get(id))
      return registryError(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
    switch (request.method) {
      case 'GET':
        return this.progress(name, id, 204);
      case 'PATCH':
        return this.patch(name, id, request);
      case 'PUT':
        return this.finish(name, id, request);
      case 'DELETE':
        this.open.delete(id);
        return { status: 204 };
      default:
        return undefined;
    }
  }

  private begin(name: string, { query }: ScriptedRequest): ScriptedAnswer {
    const mounted = this.store.blob(query.get('from') ?? '', query.get('mount') ?? '');
    if (mounted !== undefined) {
      this.store.addBlob(name, mounted);
      return { status: 201, headers: { 'docker-content-digest': query.get('mount') ?? '' } };
    }
    this.begun += 1;
    this.open.set(String(this.begun), Buffer.alloc(0));
    return this.progress(name, String(this.begun), 202);
  }

  private patch(name: string, id: string, { headers, body }: ScriptedRequest): ScriptedAnswer {
    const [start, end] = (headers['content-range'] ?? '').split('-').map(Number);
    const before = this.open.get(id)?.length ?? 0;
    if (start !== before || end !== before + body.length - 1)
      return registryError(416, 'BLOB_UPLOAD_INVALID', 'out of order');
    this.append(id, body);
    return this.progress(name, id, 202);
  }

  private finish(name: string, id: string, { query, body }: ScriptedRequest): ScriptedAnswer {
    this.append(id, body);
    const bytes = this.open.get(id) ?? Buffer.alloc(0);
    const digest = (query.get('digest') ?? '') as Digest;
    this.open.delete(id);
    if (!matchesDigest(bytes, digest)) return registryError(400, 'DIGEST_INVALID', 'another digest');
    this.store.addBlob(name, bytes);
    return { status: 201, headers: { 'docker-content-digest': digest } };
  }

  private progress(name: string, id: string, status: number): ScriptedAnswer {
    this.steps += 1;
    this.states.set(id, this.steps);
    const length = this.open.get(id)?.length ?? 0;
    return {
      status,
      headers: {
        location: `/v2/${name}/blobs/uploads/${id}?a=%2Bb%7E&state=${this.steps}`,
        range: `0-${Math.max(0, length - 1)}`,
      },
    };
  }
}
