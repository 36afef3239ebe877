import { AbilityLog, type AbilityRecord } from '@/lib/oci/abilities';
import type { Credentials } from '@/lib/oci/credentials';
import { digestOf, matchesDigest } from '@/lib/oci/digest';
import { climb, type Discovery, type Rung } from '@/lib/oci/discovery';
import { blobPath, CATALOG_PATH, manifestPath, namespacePath, PING_PATH, tagsPath } from '@/lib/oci/endpoint';
import { isHtml, type Answer } from '@/lib/oci/exchange';
import type { HostCondition } from '@/lib/oci/host';
import { readIndexArtifact } from '@/lib/oci/index-artifact';
import { learnAbilities } from '@/lib/oci/learn-abilities';
import { Listing, LISTING_LIMITS, type ListingLimits } from '@/lib/oci/listing';
import { fixedLogin } from '@/lib/oci/login-provider';
import type { Descriptor, RawManifest } from '@/lib/oci/manifest';
import { descriptorOf, mediaTypeOf } from '@/lib/oci/manifest-answer';
import { MANIFEST_ACCEPT } from '@/lib/oci/media-types';
import { isDigest, type Digest } from '@/lib/oci/names';
import { openSession, type ConnectionOptions } from '@/lib/oci/open-session';
import { parseRegistryOrigin } from '@/lib/oci/origin';
import { MAX_MANIFEST_BYTES } from '@/lib/oci/parse-manifest';
import type { CallOptions, ListedTag, Registry } from '@/lib/oci/registry';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';
import { RegistryVendor } from '@/lib/oci/registry-vendor';
import { CATALOG_SCOPE, pullScope, pushScope } from '@/lib/oci/scope';
import type { Session } from '@/lib/oci/session';
import { TIMEOUTS } from '@/lib/oci/transport';
import type { VendorName } from '@/lib/oci/vendors/vendor';

/** Namespaces the proposed listing is asked for; one that is served answers at the first. */
const MAX_NAMESPACES = 1;

/** A registry, and how it is reached. `url` is `https://host[:port]`; http only where it is written so. */
export interface RegistryOptions extends ConnectionOptions {
  /** a login that never changes, in place of `login` */
  credentials?: Credentials | undefined;
  listing?: Partial<ListingLimits>;
  /** origin of the token service that logins may go to; by default the one named at the first use */
  realm?: string | undefined;
  /** whose product it is; found out where it is not given */
  vendor?: VendorName | undefined;
  /** the vendor's own API, where it is elsewhere or wants a token of its own */
  api?: { url?: string | undefined; token?: string | undefined } | undefined;
  /** an artifact that lists the registry's repositories: `<repository>:<tag>` */
  index?: string | undefined;
  /** what was learnt of the registry at an earlier time */
  abilities?: AbilityRecord | undefined;
}

/** Fits 100,000 names of a usual length. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;
const MAX_PING_BYTES = 64 * 1024;
const JSON_ACCEPT = 'application/json, */*';
/** Answers that say nothing about the manifest, only that HEAD is not liked. */
const HEAD_REFUSED: ReadonlySet<number> = new Set([400, 403, 405, 501]);

/**
 * Opens a client for one registry. Nothing is sent before the first call.
 * @throws AppError `invalid_configuration` when the url is not an origin or the concurrency is out of bounds
 */
export function createRegistry(options: RegistryOptions): Registry {
  return new RegistryClient(options);
}

class RegistryClient implements Registry {
  readonly url: string;
  private readonly session: Session;
  private readonly catalogListing: Listing;
  private readonly tagListing: Listing;
  private readonly vendor: RegistryVendor;
  private readonly log: AbilityLog;
  private readonly index: string | undefined;
  private readonly blobTimeout: number;
  /** false once this registry answered GET where it did not answer HEAD in full */
  private headWorks = true;

  constructor(options: RegistryOptions) {
    const { credentials, api = {} } = options;
    const now = options.now ?? Date.now;
    const limits = { ...LISTING_LIMITS, ...options.listing };
    this.url = parseRegistryOrigin(options.url);
    this.blobTimeout = options.timeouts?.blob ?? TIMEOUTS.blob;
    this.catalogListing = new Listing('repositories', limits);
    this.tagListing = new Listing('tags', limits);
    this.log = new AbilityLog(options.abilities ?? {}, now);
    this.index = options.index;
    const login = options.login ?? (credentials === undefined ? undefined : fixedLogin(credentials));
    this.session = openSession(
      this.url,
      { ...options, login },
      {
        realm: options.realm ?? this.log.record().tokenService?.value,
        partners: api.url === undefined ? [] : [api.url],
        onMethod: (kind, realm) => {
          this.log.noteOnce('authentication', kind);
          if (realm !== null) this.log.noteOnce('tokenService', realm);
        },
      },
    );
    const { session, url: origin, log: abilities } = this;
    this.vendor = new RegistryVendor({ session, origin, name: options.vendor, api, abilities, now });
  }

  get headIsFree(): boolean {
    return this.vendor.known?.name === 'docker-hub';
  }

  get requests(): number {
    return this.session.requests;
  }

  async ping(options: CallOptions = {}): Promise<void> {
    const answer = await this.get(PING_PATH, JSON_ACCEPT, '', MAX_PING_BYTES, options);
    if (answer.status !== 200)
      throw this.session.error(answer, answer.status === 404 ? 'protocol' : undefined);
    if (isHtml(answer))
      throw failure('protocol', answer, 'is an HTML page; there is no registry at this address');
  }

  async *catalog(options: CallOptions = {}): AsyncGenerator<string[], void, void> {
    yield* this.namesBelow(CATALOG_PATH, options);
    this.log.noteOnce('catalog', true);
    this.log.noteOnce('catalogPage', this.catalogListing.pageSize ?? 0);
  }

  async *discover(
    namespaces: readonly string[],
    discovery: Discovery,
    options: CallOptions = {},
  ): AsyncGenerator<string[], void, void> {
    const { index } = this;
    const rungs: Rung[] = [
      { method: 'catalog', pages: () => this.catalog(options) },
      ...namespaces.slice(0, MAX_NAMESPACES).map((namespace): Rung => ({
        method: 'oci-listing',
        pages: () => this.namesBelow(namespacePath(namespace), options),
      })),
      { method: 'vendor-api', pages: () => this.vendor.repositories(namespaces, options) },
    ];
    if (index !== undefined)
      rungs.push({ method: 'index-artifact', pages: () => this.indexed(index, options) });
    try {
      yield* climb(rungs, discovery);
    } finally {
      const [first] = discovery.attempts;
      if (first?.outcome === 'refused') this.log.noteOnce('catalog', false);
    }
  }

  async tags(repository: string, options: CallOptions = {}): Promise<string[]> {
    const path = tagsPath(repository);
    const tags: string[] = [];
    const pages = this.tagListing.pages(
      this.url,
      path,
      (page) => this.get(page, JSON_ACCEPT, pullScope(repository), MAX_LIST_BYTES, options),
      (answer) => this.session.error(answer),
    );
    for await (const page of pages) for (const tag of page) tags.push(tag);
    this.log.noteOnce('tagPage', this.tagListing.pageSize ?? 0);
    this.log.noteTagOrder(tags);
    return tags;
  }

  async listTags(repository: string, options: CallOptions = {}): Promise<ListedTag[]> {
    const listed = await this.vendor.tags(repository, options);
    return listed ?? (await this.tags(repository, options)).map((tag) => ({ tag }));
  }

  abilities(): AbilityRecord {
    return this.log.record();
  }

  condition(): HostCondition {
    return this.session.condition();
  }

  async learnAbilities(
    sample: { repository: string; digest: Digest; blob: Digest },
    options: CallOptions = {},
  ): Promise<void> {
    await this.vendor.detect(options);
    await learnAbilities(this.session, this.log, sample, options);
    if (this.log.record().authentication === undefined) this.log.note('authentication', 'anonymous');
  }

  async headManifest(repository: string, reference: string, options: CallOptions = {}): Promise<Descriptor> {
    const path = manifestPath(repository, reference);
    let strange = false;
    if (this.headWorks) {
      const answer = await this.session.call(
        {
          method: 'HEAD',
          path,
          accept: MANIFEST_ACCEPT,
          scope: pullScope(repository),
          maxBytes: 0,
          idempotent: true,
        },
        options,
      );
      const descriptor = answer.status === 200 ? descriptorOf(answer) : undefined;
      if (descriptor !== undefined) {
        if (isDigest(reference) && descriptor.digest !== reference)
          throw failure('digest_mismatch', answer, `names the digest ${descriptor.digest}`);
        this.log.noteOnce('head', true);
        return descriptor;
      }
      // A web page is somebody else's answer, and teaches nothing of the registry.
      strange = isHtml(answer);
      if (answer.status !== 200 && !HEAD_REFUSED.has(answer.status)) throw this.session.error(answer);
    }
    const { digest, mediaType, bytes } = await this.getManifest(repository, reference, options);
    if (!strange) {
      this.headWorks = false;
      this.log.noteOnce('head', false);
    }
    return { mediaType, digest, size: bytes.length };
  }

  getManifest(repository: string, reference: string, options: CallOptions = {}): Promise<RawManifest> {
    return onceMore(() => this.readManifest(repository, reference, options));
  }

  private async readManifest(
    repository: string,
    reference: string,
    options: CallOptions,
  ): Promise<RawManifest> {
    const path = manifestPath(repository, reference);
    const answer = await this.get(path, MANIFEST_ACCEPT, pullScope(repository), MAX_MANIFEST_BYTES, options);
    if (answer.status !== 200) throw this.session.error(answer);
    const bytes = answer.body;
    if (isDigest(reference) && !matchesDigest(bytes, reference))
      throw failure('digest_mismatch', answer, 'does not have the digest it was asked for by');
    return {
      // A tag's digest is what the bytes hash to; the header is wrong often enough not to be asked.
      digest: isDigest(reference) ? reference : digestOf(bytes),
      mediaType: mediaTypeOf(answer),
      bytes,
    };
  }

  async putManifest(
    repository: string,
    reference: string,
    manifest: RawManifest,
    options: CallOptions = {},
  ): Promise<Digest> {
    const path = manifestPath(repository, reference);
    checkManifest(manifest, isDigest(reference) ? reference : manifest.digest);
    const answer = await this.session.call(
      {
        method: 'PUT',
        path,
        accept: JSON_ACCEPT,
        scope: pushScope(repository),
        maxBytes: MAX_PING_BYTES,
        body: manifest.bytes,
        contentType: manifest.mediaType,
        // Put twice by digest changes nothing; by tag it could undo what someone else put in between.
        idempotent: isDigest(reference),
      },
      options,
    );
    if (answer.status >= 300 || answer.status < 200)
      throw this.session.error(answer, kindOfRefusedWrite(answer.status));
    const reported = answer.headers['docker-content-digest'];
    if (typeof reported !== 'string') {
      // A login page or an empty answer in between is no receipt; the specification's is 201.
      if (answer.status !== 201)
        throw failure('protocol', answer, 'does not say that the manifest was taken');
      return manifest.digest;
    }
    if (!isDigest(reported) || !matchesDigest(manifest.bytes, reported))
      throw failure('digest_mismatch', answer, 'reports another digest than the bytes sent have');
    return reported;
  }

  getBlob(
    repository: string,
    blob: { digest: Digest; size?: number },
    maxBytes: number,
    options: CallOptions = {},
  ): Promise<Uint8Array> {
    return onceMore(() => this.readBlob(repository, blob, maxBytes, options));
  }

  private async readBlob(
    repository: string,
    { digest, size }: { digest: Digest; size?: number },
    maxBytes: number,
    options: CallOptions,
  ): Promise<Uint8Array> {
    const path = blobPath(repository, digest);
    if (size !== undefined && size > maxBytes)
      throw new RegistryError(
        'too_large',
        `${this.url}${path} is ${size} bytes; at most ${maxBytes} are read.`,
        { url: this.url + path },
      );
    const answer = await this.fetchBlob(path, pullScope(repository), size, maxBytes, options);
    if (answer.status !== 200) throw this.session.error(answer);
    if (size !== undefined && answer.body.length !== size)
      throw failure('digest_mismatch', answer, `is ${answer.body.length} bytes long instead of ${size}`);
    if (!matchesDigest(answer.body, digest))
      throw failure('digest_mismatch', answer, 'does not have the digest it was asked for by');
    return answer.body;
  }

  close(): Promise<void> {
    return this.session.close();
  }

  /** Every call to a list of repositories, wherever it is. */
  private namesBelow(path: string, options: CallOptions): AsyncGenerator<string[], void, void> {
    return this.catalogListing.pages(
      this.url,
      path,
      (page) => this.get(page, JSON_ACCEPT, CATALOG_SCOPE, MAX_LIST_BYTES, options),
      (answer) => this.session.error(answer, isUnsupported(answer.status) ? 'unsupported' : undefined),
    );
  }

  private async *indexed(index: string, options: CallOptions): AsyncGenerator<string[], void, void> {
    yield await readIndexArtifact(this, index, options);
  }

  private async fetchBlob(
    path: string,
    scope: string,
    size: number | undefined,
    maxBytes: number,
    options: CallOptions,
  ): Promise<Answer> {
    const call = {
      method: 'GET',
      path,
      accept: '*/*',
      scope,
      total: this.blobTimeout,
      idempotent: true,
    } as const;
    try {
      return await this.session.call({ ...call, maxBytes: size ?? maxBytes }, options);
    } catch (error) {
      // Longer than its descriptor says is not too long to read, but not the blob that was asked for.
      if (size === undefined || !(error instanceof RegistryError) || error.kind !== 'too_large') throw error;
      const url = this.url + path;
      throw new RegistryError('digest_mismatch', `The answer to GET ${url} is longer than ${size} bytes.`, {
        method: 'GET',
        url,
        status: error.status,
      });
    }
  }

  private async get(
    path: string,
    accept: string,
    scope: string,
    maxBytes: number,
    options: CallOptions,
  ): Promise<Answer> {
    const call = { method: 'GET', path, accept, scope, maxBytes, idempotent: true } as const;
    const answer = await this.session.call(call, options);
    // A web page in place of an answer is a proxy's slip, or there is no registry: asking again tells which.
    return answer.status === 200 && isHtml(answer) ? this.session.call(call, options) : answer;
  }
}

function checkManifest({ bytes }: RawManifest, digest: Digest): void {
  if (bytes.length > MAX_MANIFEST_BYTES)
    throw new RegistryError('too_large', `A manifest of ${bytes.length} bytes is not sent.`);
  if (!matchesDigest(bytes, digest))
    throw new RegistryError('digest_mismatch', `The manifest to put does not have the digest ${digest}.`);
}

/** Failures of an answer that may have been spoilt on the way. */
const SPOILT: ReadonlySet<RegistryErrorKind> = new Set(['digest_mismatch', 'protocol']);

/** Reads again what came spoilt: a proxy in between, or the line, does that once, seldom twice. */
async function onceMore<Content>(read: () => Promise<Content>): Promise<Content> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof RegistryError) || !SPOILT.has(error.kind)) throw error;
    return read();
  }
}

function isUnsupported(status: number): boolean {
  return status === 400 || status === 404 || status === 405 || status === 501;
}

/** Why a registry would not take a manifest: not allowed to us (or to anyone), or against its rules for this tag. */
function kindOfRefusedWrite(status: number): RegistryErrorKind | undefined {
  if (status === 403 || status === 405) return 'denied';
  return status === 400 || status === 409 || status === 412 || status === 422 ? 'conflict' : undefined;
}

function failure(kind: RegistryErrorKind, answer: Answer, what: string): RegistryError {
  const { method, url, status } = answer;
  return new RegistryError(kind, `The answer to ${method} ${url} ${what}.`, { method, url, status });
}
