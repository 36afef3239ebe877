import type { Digest } from '@/lib/oci/names';
import type { Descriptor, RawManifest } from '@/lib/oci/manifest';

export interface CallOptions {
  /** Ends the call, its queueing, retries and token requests included. */
  signal?: AbortSignal;
  /** A person waiting goes before the crawler. Default `background`. */
  priority?: 'interactive' | 'background';
}

/** A tag as a list names it. */
export interface ListedTag {
  tag: string;
  /** what it points at, where the list itself says so */
  digest?: Digest;
}

/**
 * One OCI registry, by the distribution specification 1.1:
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 * Every method throws RegistryError, and AppError `invalid_reference` for names, tags or digests outside the grammar
 * (before any request is made).
 */
export interface Registry {
  /** origin, for example `https://registry.example.com`; without credentials */
  readonly url: string;
  /** requests sent so far, token requests included: what a crawl costs */
  readonly requests: number;
  /** `GET /v2/`: whether the registry answers and accepts our login. */
  ping(options?: CallOptions): Promise<void>;
  /** Repository names, page by page, as the registry gives them (they may be outside the grammar). */
  catalog(options?: CallOptions): AsyncGenerator<string[], void, void>;
  /** All tags of a repository, unsorted. An unknown repository throws `not_found`; `tags: null` is an empty list. */
  tags(repository: string, options?: CallOptions): Promise<string[]>;
  /**
   * The tags of a repository, with their digests where the registry's own API gives them in bulk. Falls back to `tags`
   * where that API fails. Throws like `tags`.
   */
  listTags(repository: string, options?: CallOptions): Promise<ListedTag[]>;
  /** The descriptor a tag or digest has now. Falls back to GET where HEAD is refused or carries no digest. */
  headManifest(repository: string, reference: string, options?: CallOptions): Promise<Descriptor>;
  /** At most 4 MiB. By digest the bytes are checked; by tag the computed digest is the truth. */
  getManifest(repository: string, reference: string, options?: CallOptions): Promise<RawManifest>;
  /** Puts the bytes as they are. Returns the digest the registry reported, if it did, after comparing it with ours. */
  putManifest(
    repository: string,
    reference: string,
    manifest: RawManifest,
    options?: CallOptions,
  ): Promise<Digest>;
  /** A blob of at most `maxBytes`, checked against size (when known) and digest. */
  getBlob(
    repository: string,
    blob: { digest: Digest; size?: number },
    maxBytes: number,
    options?: CallOptions,
  ): Promise<Uint8Array>;
  /** Closes the sockets. Calls under way fail with `canceled`. */
  close(): Promise<void>;
}
