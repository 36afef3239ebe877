import { LRUCache } from 'lru-cache';
import type { AbilityLog } from '@/lib/oci/abilities';
import { wrongAnswer } from '@/lib/oci/answer-error';
import { referrersPath } from '@/lib/oci/endpoint';
import { contentTypeOf, type Answer } from '@/lib/oci/exchange';
import { nextPage, parseNextLink } from '@/lib/oci/link-header';
import type { Descriptor, RawManifest } from '@/lib/oci/manifest';
import type { Manifests } from '@/lib/oci/manifests';
import { OCI_INDEX, withoutParameters } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import { MAX_MANIFEST_BYTES, parseManifest } from '@/lib/oci/parse-manifest';
import { readReferrer, type Referrer } from '@/lib/oci/referrer';
import { isReferrersIndex, referrersTag } from '@/lib/oci/referrers-tag';
import { onceMore } from '@/lib/oci/read-answer';
import type { CallOptions, ReferrersOptions } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import { pullScope } from '@/lib/oci/scope';
import type { Session } from '@/lib/oci/session';

/** Referrers of one digest that are read at most; more are an error, as a copy without some of them is none. */
const MAX_REFERRERS = 10_000;
const MAX_PAGES = 200;
/** Entries of a list under a tag, each of which is read to see what it is. */
const MAX_TAGGED = 500;
/** What manifests were found to be: they do not change. */
const MAX_REMEMBERED = 2000;
const NONE = 'none';
/** Milliseconds after which a registry without the API is asked for it again. */
const LATELY = 60 * 60_000;

/**
 * Reads who refers to a digest: by the registry's API, else by the tag that stands in for it.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers
 */
export class ReferrerLists {
  private readonly session: Session;
  private readonly log: AbilityLog;
  private readonly manifests: Manifests;
  private readonly seen = new LRUCache<Digest, Referrer | typeof NONE>({ max: MAX_REMEMBERED });

  constructor(session: Session, log: AbilityLog, manifests: Manifests) {
    this.session = session;
    this.log = log;
    this.manifests = manifests;
  }

  /** Does and throws what `Registry.referrers` says. */
  read(repository: string, digest: Digest, options: ReferrersOptions): Promise<Descriptor[]> {
    return onceMore(() => this.readOnce(repository, digest, options));
  }

  private async readOnce(
    repository: string,
    digest: Digest,
    options: ReferrersOptions,
  ): Promise<Descriptor[]> {
    const { artifactType } = options;
    const path = referrersPath(repository, digest);
    const query = artifactType === undefined ? '' : `?artifactType=${encodeURIComponent(artifactType)}`;
    const lacksApi = this.log.sawLately('referrers', false, LATELY);
    const answer = lacksApi ? undefined : await this.page(path + query, repository, options);
    if (answer !== undefined && isList(answer)) {
      this.log.noteOnce('referrers', true);
      return this.listed(answer, new URL(path + query, this.session.origin), repository, options);
    }
    const isWithout = answer === undefined || isWithoutApi(answer);
    // A list that is kept beside an API that is there, and only fails now, is an old one.
    if (!isWithout && this.log.record().referrers?.value === true) throw this.session.error(answer);
    const tagged = await this.tagged(repository, digest, options);
    if (!isWithout && tagged === undefined) throw this.session.error(answer);
    if (answer !== undefined && isWithout && answer.status !== 403) this.log.note('referrers', false);
    return (tagged ?? []).filter((one) => artifactType === undefined || one.artifactType === artifactType);
  }

  private page(path: string, repository: string, options: CallOptions): Promise<Answer> {
    return this.session.call(
      {
        method: 'GET',
        path,
        accept: OCI_INDEX,
        scope: pullScope(repository),
        maxBytes: MAX_MANIFEST_BYTES,
        // GHCR sends to a web page from here: https://github.com/artifacthub/hub/issues/4785
        redirect: 'manual',
        idempotent: true,
      },
      options,
    );
  }

  private async listed(
    first: Answer,
    at: URL,
    repository: string,
    options: ReferrersOptions,
  ): Promise<Descriptor[]> {
    const found = new Map<Digest, Descriptor>();
    const asked = new Set<string>();
    let answer = first;
    let url = at;
    for (let pages = 1; ; pages += 1) {
      if (!isList(answer)) throw this.session.error(answer);
      asked.add(url.href);
      for (const one of entriesOf(answer, options.artifactType)) found.set(one.digest, one);
      const link = parseNextLink(answer.headers.link);
      if (found.size > MAX_REFERRERS || (link !== undefined && pages === MAX_PAGES))
        throw wrongAnswer(
          'too_large',
          answer,
          `lists more than ${MAX_REFERRERS} referrers or ${MAX_PAGES} pages`,
        );
      if (link === undefined) return [...found.values()];
      const next = nextPage(url, link);
      if (next === undefined || asked.has(next.href))
        throw wrongAnswer('protocol', answer, 'names a next page that leads nowhere');
      url = next;
      answer = await this.page(url.pathname + url.search, repository, options);
    }
  }

  /** What the tag lists, looked at one by one, as such lists are kept by hand; undefined where there is none. */
  private async tagged(
    repository: string,
    digest: Digest,
    options: CallOptions,
  ): Promise<Descriptor[] | undefined> {
    let list: RawManifest;
    try {
      list = await this.manifests.get(repository, referrersTag(digest), options);
    } catch (error) {
      if (error instanceof RegistryError && error.kind === 'not_found') return undefined;
      throw error;
    }
    const index = isReferrersIndex(list, digest) ? parseManifest(list) : undefined;
    if (index?.kind !== 'index') return undefined;
    const entries = [...new Set(index.manifests.map((entry) => entry.digest))];
    if (entries.length > MAX_TAGGED)
      throw new RegistryError(
        'too_large',
        `${repository}:${referrersTag(digest)} lists ${entries.length} referrers; at most ${MAX_TAGGED} are read.`,
      );
    const referrers = await Promise.all(entries.map((entry) => this.referrer(repository, entry, options)));
    return referrers
      .filter((one): one is Referrer => one !== undefined && one.subject === digest)
      .map(({ descriptor }) => descriptor);
  }

  private async referrer(
    repository: string,
    digest: Digest,
    options: CallOptions,
  ): Promise<Referrer | undefined> {
    let referrer = this.seen.get(digest);
    if (referrer === undefined) {
      try {
        referrer = readReferrer(await this.manifests.get(repository, digest, options)) ?? NONE;
      } catch (error) {
        // Deleted, and left in the list by who deleted it.
        if (error instanceof RegistryError && error.kind === 'not_found') return undefined;
        throw error;
      }
      this.seen.set(digest, referrer);
    }
    return referrer === NONE ? undefined : referrer;
  }
}

function isList(answer: Answer): boolean {
  return answer.status === 200 && withoutParameters(contentTypeOf(answer) ?? '') === OCI_INDEX;
}

/** Whether the answer says that there is no such call, rather than something about our login or the registry's health. */
function isWithoutApi({ status }: Answer): boolean {
  return status !== 401 && status !== 429 && status < 500;
}

function entriesOf(answer: Answer, artifactType: string | undefined): Descriptor[] {
  const index = parseManifest({ bytes: answer.body, mediaType: OCI_INDEX });
  const entries = index.kind === 'index' ? index.manifests : [];
  if (artifactType === undefined || isFiltered(answer)) return entries;
  return entries.filter((entry) => entry.artifactType === artifactType);
}

/** Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers (`OCI-Filters-Applied`) */
function isFiltered({ headers }: Answer): boolean {
  const applied = headers['oci-filters-applied'];
  return String(applied ?? '')
    .split(',')
    .some((filter) => filter.trim() === 'artifactType');
}
