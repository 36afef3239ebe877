import { AbilityLog, type AbilityRecord } from '@/lib/oci/abilities';
import { wrongAnswer } from '@/lib/oci/answer-error';
import { BlobUploads, UPLOAD_SIZES, type UploadSizes } from '@/lib/oci/blob-uploads';
import { Blobs } from '@/lib/oci/blobs';
import type { Credentials } from '@/lib/oci/credentials';
import { climb, type Discovery, type Rung } from '@/lib/oci/discovery';
import { CATALOG_PATH, checkRepository, namespacePath, PING_PATH, tagsPath } from '@/lib/oci/endpoint';
import { isHtml, type Answer } from '@/lib/oci/exchange';
import type { HostCondition } from '@/lib/oci/host';
import { readIndexArtifact } from '@/lib/oci/index-artifact';
import { learnAbilities } from '@/lib/oci/learn-abilities';
import { Listing, LISTING_LIMITS, type ListingLimits } from '@/lib/oci/listing';
import { fixedLogin } from '@/lib/oci/login-provider';
import type { Descriptor, RawManifest } from '@/lib/oci/manifest';
import { Manifests } from '@/lib/oci/manifests';
import type { Digest } from '@/lib/oci/names';
import { openSession, type ConnectionOptions } from '@/lib/oci/open-session';
import { parseRegistryOrigin } from '@/lib/oci/origin';
import { JSON_ACCEPT, readAnswer } from '@/lib/oci/read-answer';
import { ReferrerLists } from '@/lib/oci/referrer-lists';
import type {
  BlobSource,
  BlobUpload,
  CallOptions,
  ListedTag,
  ManifestReceipt,
  PutOptions,
  Permission,
  ReferrersOptions,
  Registry,
} from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import { RegistryVendor } from '@/lib/oci/registry-vendor';
import { CATALOG_SCOPE, pullScope, pushScope } from '@/lib/oci/scope';
import type { Session } from '@/lib/oci/session';
import { actionsGranted } from '@/lib/oci/token-rights';
import type { VendorName } from '@/lib/oci/vendors/vendor';

/** Namespaces the proposed listing is asked for; one that is served answers at the first. */
const MAX_NAMESPACES = 1;

/** A registry, and how it is reached. `url` is `https://host[:port]`; http only where it is written so. */
export interface RegistryOptions extends ConnectionOptions {
  /** a login that never changes, in place of `login` */
  credentials?: Credentials | undefined;
  listing?: Partial<ListingLimits>;
  uploads?: Partial<UploadSizes>;
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
  private readonly manifests: Manifests;
  private readonly blobs: Blobs;
  private readonly uploads: BlobUploads;
  private readonly referrerLists: ReferrerLists;

  constructor(options: RegistryOptions) {
    const { credentials, api = {} } = options;
    const now = options.now ?? Date.now;
    const limits = { ...LISTING_LIMITS, ...options.listing };
    this.url = parseRegistryOrigin(options.url);
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
    this.manifests = new Manifests(session, abilities);
    this.blobs = new Blobs(session, abilities);
    this.uploads = new BlobUploads(session, abilities, this.blobs, { ...UPLOAD_SIZES, ...options.uploads });
    this.referrerLists = new ReferrerLists(session, abilities, this.manifests);
    this.vendor = new RegistryVendor({ session, origin, name: options.vendor, api, abilities, now });
  }

  get headIsFree(): boolean {
    return this.vendor.known?.name === 'docker-hub';
  }

  get requests(): number {
    return this.session.requests;
  }

  async ping(options: CallOptions = {}): Promise<void> {
    const answer = await this.read(PING_PATH, '', MAX_PING_BYTES, options);
    if (answer.status !== 200)
      throw this.session.error(answer, answer.status === 404 ? 'protocol' : undefined);
    if (isHtml(answer))
      throw wrongAnswer('protocol', answer, 'is an HTML page; there is no registry at this address');
  }

  async checkLogin(options: CallOptions = {}): Promise<'accepted' | 'unchecked'> {
    await this.ping(options);
    const fate = this.session.fateOfLogin('');
    if (fate === 'ignored')
      throw new RegistryError(
        'unauthorized',
        `The token service of ${this.url} does not know this login: it gave a token for nobody.`,
        { url: this.url },
      );
    return fate === 'taken' ? 'accepted' : 'unchecked';
  }

  async mayPush(repository: string, options: CallOptions = {}): Promise<Permission> {
    checkRepository(repository);
    try {
      const token = await this.session.askToken(pushScope(repository), options);
      const actions = token && actionsGranted(token, `repository:${repository}`);
      if (actions === undefined) return 'unknown';
      return actions.has('push') || actions.has('*') ? 'yes' : 'no';
    } catch (error) {
      // Some token services refuse what others leave out.
      if (error instanceof RegistryError && error.kind === 'denied') return 'no';
      throw error;
    }
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
      (page) => this.read(page, pullScope(repository), MAX_LIST_BYTES, options),
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

  headManifest(repository: string, reference: string, options: CallOptions = {}): Promise<Descriptor> {
    return this.manifests.head(repository, reference, options);
  }

  getManifest(repository: string, reference: string, options: CallOptions = {}): Promise<RawManifest> {
    return this.manifests.get(repository, reference, options);
  }

  putManifest(
    repository: string,
    reference: string,
    manifest: RawManifest,
    options: PutOptions = {},
  ): Promise<ManifestReceipt> {
    return this.manifests.put(repository, reference, manifest, options);
  }

  referrers(repository: string, digest: Digest, options: ReferrersOptions = {}): Promise<Descriptor[]> {
    return this.referrerLists.read(repository, digest, options);
  }

  headBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<{ size: number } | null> {
    return this.blobs.head(repository, digest, options);
  }

  getBlob(
    repository: string,
    blob: { digest: Digest; size?: number },
    maxBytes: number,
    options: CallOptions = {},
  ): Promise<Uint8Array> {
    return this.blobs.get(repository, blob, maxBytes, options);
  }

  openBlob(
    repository: string,
    blob: { digest: Digest; size?: number },
    offset: number,
    options: CallOptions = {},
  ): Promise<AsyncIterable<Uint8Array>> {
    return this.blobs.open(repository, blob, offset, options);
  }

  mountBlob(repository: string, digest: Digest, from: string, options: CallOptions = {}): Promise<boolean> {
    return this.uploads.mount(repository, digest, from, options);
  }

  putBlob(
    repository: string,
    blob: { digest: Digest; size: number },
    source: BlobSource,
    upload: BlobUpload,
    options: CallOptions = {},
  ): Promise<void> {
    return this.uploads.put(repository, blob, source, upload, options);
  }

  close(): Promise<void> {
    return this.session.close();
  }

  /** Every call to a list of repositories, wherever it is. */
  private namesBelow(path: string, options: CallOptions): AsyncGenerator<string[], void, void> {
    return this.catalogListing.pages(
      this.url,
      path,
      (page) => this.read(page, CATALOG_SCOPE, MAX_LIST_BYTES, options),
      (answer) => this.session.error(answer, isUnsupported(answer.status) ? 'unsupported' : undefined),
    );
  }

  private async *indexed(index: string, options: CallOptions): AsyncGenerator<string[], void, void> {
    yield await readIndexArtifact(this, index, options);
  }

  private read(path: string, scope: string, maxBytes: number, options: CallOptions): Promise<Answer> {
    return readAnswer(this.session, { path, accept: JSON_ACCEPT, scope, maxBytes }, options);
  }
}

function isUnsupported(status: number): boolean {
  return status === 400 || status === 404 || status === 405 || status === 501;
}
