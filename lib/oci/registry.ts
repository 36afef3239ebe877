import type { AbilityRecord } from '@/lib/oci/abilities';
import type { Discovery } from '@/lib/oci/discovery';
import type { HostCondition } from '@/lib/oci/host';
import type { Descriptor, RawManifest } from '@/lib/oci/manifest';
import type { Digest } from '@/lib/oci/names';

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
  /**
   * Repository names, page by page, by the first way that gives any: the catalog, the vendor's own API, an index that
   * is kept as an artifact. `discovery` is filled with what was tried.
   * @param namespaces below which to look, where a listing is by namespace only; may be empty
   * @throws RegistryError when no way lists anything, with every reason; or when one broke off midway
   */
  discover(
    namespaces: readonly string[],
    discovery: Discovery,
    options?: CallOptions,
  ): AsyncGenerator<string[], void, void>;
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
  /** What the registry was seen to do and not to do. */
  abilities(): AbilityRecord;
  /**
   * Finds out by reading what calls so far have not shown: referrers, conditional requests, ranges, whose product it is.
   * @param sample a manifest that exists, and a blob it names
   */
  learnAbilities(
    sample: { repository: string; digest: Digest; blob: Digest },
    options?: CallOptions,
  ): Promise<void>;
  /** How its host is being treated: pauses, what is left of an allowance. Undefined where there is no host. */
  condition(): HostCondition | undefined;
  /** Whether asking for a manifest by HEAD costs nothing where GET is counted. */
  readonly headIsFree: boolean;
  /** Closes the sockets. Calls under way fail with `canceled`. */
  close(): Promise<void>;
}
