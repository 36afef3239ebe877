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
 * What a tag must be for a manifest to be put there, as headers. A registry that heeds them answers 412 otherwise; none
 * known does (https://github.com/opencontainers/distribution-spec/issues/250).
 */
export type PutCondition = { 'if-match': string } | { 'if-none-match': '*' };

export interface PutOptions extends CallOptions {
  condition?: PutCondition | undefined;
}

/** What a registry answered to a manifest that it took. */
export interface ManifestReceipt {
  /** of the bytes put, as the registry reported it where it did */
  digest: Digest;
  /**
   * the digest in `OCI-Subject`: the registry lists the manifest among that digest's referrers. Null where it does not
   * say so; then whoever puts a manifest with a subject keeps the list itself (`putReferrer`).
   */
  subject: Digest | null;
  /** HTTP status */
  status: number;
  /** what the registry calls the request in its own logs */
  requestId: string | null;
}

/** Where an upload can be gone on with, after a crash too. Good for as long as the registry keeps its session. */
export interface UploadPlace {
  /** the session's address as last given by the registry; whole, with its query */
  location: string;
  /** bytes the registry has */
  offset: number;
}

/** How an upload is gone on with and followed. */
export interface BlobUpload {
  /** null begins at the first byte; a place the registry has forgotten does so, too. A blob of up to 4 MiB goes in one piece and has no places. */
  resume: UploadPlace | null;
  /** Told of each new place before more is sent, and waited for. A place with a smaller offset follows a lost one. */
  onPlace(place: UploadPlace): void | Promise<void>;
  /** Told how many of the blob's bytes have gone out, counted from its first one. Goes back where some must go again. */
  onBytes(sent: number): void;
}

/** A blob's bytes from `offset` on, anew at each call. */
export type BlobSource = (offset: number) => Promise<AsyncIterable<Uint8Array>>;

export interface ReferrersOptions extends CallOptions {
  /** only referrers of this type */
  artifactType?: string;
}

/** Whether a registry lets a login do something: `unknown` where it says so only when it is tried. */
export type Permission = 'yes' | 'no' | 'unknown';

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
  /**
   * Whether the registry takes our login: throws `unauthorized` or `denied` where it does not.
   * @returns `unchecked` where it answers strangers as well, so that it may not have looked at the login
   */
  checkLogin(options?: CallOptions): Promise<'accepted' | 'unchecked'>;
  /**
   * Whether our login may write to a repository, by what the token service grants it; nothing is tried. `unknown` where
   * no token service decides, or its tokens do not tell.
   * Rule: https://distribution.github.io/distribution/spec/auth/token/
   */
  mayPush(repository: string, options?: CallOptions): Promise<Permission>;
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
  /** Puts the bytes as they are. A digest the registry reports is compared with ours. */
  putManifest(
    repository: string,
    reference: string,
    manifest: RawManifest,
    options?: PutOptions,
  ): Promise<ManifestReceipt>;
  /**
   * The manifests whose `subject` is `digest`: by the referrers API, else by the tag that stands in for it. Empty for a
   * digest or repository nobody refers to. Throws `too_large` past 10,000 of them, rather than leave some out.
   * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers
   * @returns descriptors with `artifactType` and `annotations`
   */
  referrers(repository: string, digest: Digest, options?: ReferrersOptions): Promise<Descriptor[]>;
  /** Whether a blob is there, and its size in bytes. */
  headBlob(repository: string, digest: Digest, options?: CallOptions): Promise<{ size: number } | null>;
  /** A blob of at most `maxBytes`, checked against size (when known) and digest. */
  getBlob(
    repository: string,
    blob: { digest: Digest; size?: number },
    maxBytes: number,
    options?: CallOptions,
  ): Promise<Uint8Array>;
  /**
   * A blob of any size, from byte `offset` on, as a stream that is not held in memory. A line that breaks is taken up
   * again where it broke. What comes is not checked against the digest; against `size`, where given, it is. To be read
   * to its end or left by `break`: a stream nobody reads holds a connection.
   */
  openBlob(
    repository: string,
    blob: { digest: Digest; size?: number },
    offset: number,
    options?: CallOptions,
  ): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Makes a blob of another repository one of this one, without its bytes going anywhere.
   * @param from the other repository, of the same registry
   * @returns false where the registry does not do it, or not for us: the blob must be put
   */
  mountBlob(repository: string, digest: Digest, from: string, options?: CallOptions): Promise<boolean>;
  /**
   * Puts a blob, unless it is there: then nothing is read of `source`. Throws `digest_mismatch` when the source's bytes
   * are not the blob's; the registry gets no complete upload then. What `source` throws is thrown on.
   * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs
   */
  putBlob(
    repository: string,
    blob: { digest: Digest; size: number },
    source: BlobSource,
    upload: BlobUpload,
    options?: CallOptions,
  ): Promise<void>;
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
