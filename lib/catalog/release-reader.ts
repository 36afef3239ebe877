import { artifacts, type Artifact, type ChartArtifact } from '@/lib/catalog/artifact';
import { ArtifactFailure, readerOf, type ChartReaders, type Found } from '@/lib/catalog/chart-reader';
import type { Release } from '@/lib/catalog/chart';
import type { ChartOpener } from '@/lib/catalog/chart-opener';
import { isAskable } from '@/lib/catalog/image-check';
import { addressText, type RepositoryRecord, type RepositoryView } from '@/lib/catalog/repository-record';
import type { RepositoryReader } from '@/lib/catalog/repository-reader';
import type { RepositoryShelf } from '@/lib/catalog/repository-shelf';
import type { Source } from '@/lib/catalog/source';
import { versionOf, versionsByDigest } from '@/lib/catalog/summary';
import { sortTags, type TagList } from '@/lib/catalog/tag-list';
import type { ChannelWords } from '@/lib/channels/classify-tag';
import { AppError } from '@/lib/errors';
import { tagForVersion } from '@/lib/helm/chart-tag';
import { isTag, type Digest } from '@/lib/oci/names';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import {
  formatChartReference,
  type ChartAddress,
  type ChartReference,
  type Selector,
} from '@/lib/references';
import type { Store } from '@/lib/store/store';

export interface ReleaseReaderOptions {
  sources: readonly Source[];
  shelf: RepositoryShelf;
  reader: RepositoryReader;
  store: Store;
  readers: ChartReaders;
  opener: ChartOpener;
  /** the words that name channels */
  names: ChannelWords;
}

/** What a reference leads to. */
interface Target {
  digest: Digest;
  artifact: Artifact;
}

/** Opens releases. The repository must have been looked at before. */
export class ReleaseReader {
  readonly #options: ReleaseReaderOptions;

  constructor(options: ReleaseReaderOptions) {
    this.#options = options;
  }

  /** See `Catalog.release`. */
  async read(source: Source, reference: ChartReference, call: CallOptions): Promise<Release> {
    const address: ChartAddress = { registry: reference.registry, repository: reference.repository };
    const { digest, artifact } = await this.#resolve(source, reference, call);
    const chart = expectChart(artifact, reference);
    const { shelf, names, opener, sources } = this.#options;
    const view = await shelf.view(address);
    const list = sortTags(view, names);
    view.artifacts.set(digest, artifact);
    const [metadata, content] = await Promise.all([
      opener.metadata(chart),
      opener.open({ source, repository: reference.repository, digest }, chart, call),
    ]);
    return {
      ...address,
      version: versionFor(reference.selector, view, list, digest) ?? metadata.version,
      digest,
      tags: tagsOf(view, list, digest),
      created: chart.created,
      metadata,
      readme: content.readme,
      values: content.values,
      schema: content.schema,
      dependencies: content.dependencies,
      images: content.images.map((image) => ({
        ...image,
        presence: isAskable(sources, image.image) ? 'unknown' : 'external',
      })),
      size: chart.archive?.size ?? null,
      provenance: chart.provenance,
      problems: content.problems,
    };
  }

  /** See `Catalog.files`. */
  async files(
    source: Source,
    reference: ChartReference,
    call: CallOptions,
  ): Promise<Map<string, Uint8Array>> {
    const { digest, artifact } = await this.#resolve(source, reference, call);
    const place = { source, repository: reference.repository, digest };
    return this.#options.opener.files(place, expectChart(artifact, reference), call);
  }

  async #resolve(source: Source, reference: ChartReference, call: CallOptions): Promise<Target> {
    const { shelf, store, names } = this.#options;
    const record = shelf.get(reference)?.record;
    const view = await shelf.view(reference);
    const wanted = wantedTag(reference.selector, record, sortTags(view, names));
    const known =
      wanted.digest ?? (wanted.tag === undefined ? undefined : view.records.get(wanted.tag)?.digest);
    if (known !== undefined && known !== null && isPartOf(view, record, known)) {
      const artifact = view.artifacts.get(known) ?? (await store.get(artifacts, [known]));
      if (artifact !== undefined) return { digest: known, artifact };
    }
    const target = wanted.digest ?? wanted.tag;
    if (target === undefined) throw notFound(reference);
    const found = await this.#ask(source, reference, target, call);
    if (wanted.tag === undefined) await shelf.keep(reference, found.changes);
    else await this.#options.reader.observe(source, reference.repository, wanted.tag, found, call);
    return found;
  }

  async #ask(source: Source, reference: ChartReference, target: string, call: CallOptions): Promise<Found> {
    try {
      return await readerOf(this.#options.readers, source.name).read(reference.repository, target, call);
    } catch (error) {
      if (error instanceof ArtifactFailure) throw error.cause;
      if (error instanceof RegistryError && error.kind === 'not_found') throw notFound(reference, error);
      throw error;
    }
  }
}

/** The tag or digest a selector means. */
function wantedTag(
  selector: Selector | undefined,
  record: RepositoryRecord | undefined,
  list: TagList,
): { tag?: string; digest?: Digest } {
  switch (selector?.kind) {
    case 'digest':
      return { digest: selector.digest };
    case 'channel':
      return { tag: selector.tag };
    case 'version':
      return findVersion(selector.version, record, list);
    case undefined:
      return record?.summary ? { digest: record.summary.digest } : {};
  }
}

/**
 * A version is the tag that stands for it, with or without a leading `v`; else what a channel holds, since a chart may
 * have no other tag; else the tag it would be pushed under, which may be new.
 */
function findVersion(
  version: string,
  record: RepositoryRecord | undefined,
  list: TagList,
): { tag?: string; digest?: Digest } {
  const bare = version.replace(/^v/, '');
  const tagged =
    list.versions.find((known) => known.version === version) ??
    list.versions.find((known) => known.version.replace(/^v/, '') === bare);
  if (tagged !== undefined) return { tag: tagged.tag };
  const head = record?.heads.find((known) => known.version === version);
  if (head !== undefined) return { digest: head.digest };
  const tag = tagForVersion(version);
  return isTag(tag) ? { tag } : {};
}

/** Whether the repository is known to hold the digest. What another one holds must be asked for here. */
function isPartOf(view: RepositoryView, record: RepositoryRecord | undefined, digest: Digest): boolean {
  if (record?.heads.some((head) => head.digest === digest)) return true;
  return [...view.records.values()].some((tag) => tag.digest === digest || tag.previous === digest);
}

function expectChart(artifact: Artifact, reference: ChartReference): ChartArtifact {
  const text = formatChartReference(reference);
  if (artifact.kind === 'other') {
    throw new AppError('chart_not_found', `“${text}” is not a Helm chart but ${artifact.mediaType}.`);
  }
  const problem = artifact.kind === 'unreadable' ? artifact.message : artifact.problem;
  if (problem !== null) throw new AppError('invalid_chart', `“${text}” can not be read. ${problem}`);
  return artifact as ChartArtifact;
}

/** The version asked for by name; otherwise the one its digest is known by. */
function versionFor(
  selector: Selector | undefined,
  view: RepositoryView,
  list: TagList,
  digest: Digest,
): string | null {
  if (selector?.kind === 'version') {
    const asked = list.versions.find(({ version }) => version === selector.version);
    if (asked !== undefined) return asked.version;
  }
  return versionOf(view, versionsByDigest(view, list), digest);
}

/** Every tag known to point at the digest: versions newest first, then channels, then others. */
function tagsOf(view: RepositoryView, list: TagList, digest: Digest): string[] {
  const tags = [
    ...list.versions.map(({ tag }) => tag),
    ...list.channels.map(({ tag }) => tag),
    ...list.floating,
    ...list.others,
  ];
  return tags.filter((tag) => view.records.get(tag)?.digest === digest);
}

function notFound(reference: ChartReference, cause?: unknown): AppError {
  const { registry, repository, selector } = reference;
  const place = addressText({ registry, repository });
  const what =
    selector?.kind === 'version'
      ? `no version ${selector.version}`
      : selector?.kind === 'channel'
        ? `no tag “${selector.tag}”`
        : selector?.kind === 'digest'
          ? `nothing with the digest ${selector.digest}`
          : 'no chart';
  return new AppError('chart_not_found', `“${place}” has ${what}.`, { cause });
}
