import 'server-only';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Release } from '@/lib/catalog/chart';
import { describeFailure, isCanceled } from '@/lib/catalog/failure';
import { compareFiles, type FileDifference } from '@/lib/channels/file-difference';
import { compareImages, withDigests, type ImageDifference } from '@/lib/channels/image-difference';
import {
  compareReleases,
  type ComparedRelease,
  type ReleaseDifference,
} from '@/lib/channels/release-difference';
import { versionsBetween, type Direction } from '@/lib/channels/versions-between';
import { openChartroom } from '@/lib/chartroom';
import { readChartChanges, type ChartChange } from '@/lib/helm/chart-changes';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import type { Digest } from '@/lib/oci/names';
import type { ChartAddress, ChartReference } from '@/lib/references';
import { getChart, getRelease } from '@/lib/services/charts';

/** Two releases of a chart; without `from`, what a new channel would begin with. */
export interface ComparisonEnds extends ChartAddress {
  from?: Digest | undefined;
  to: Digest;
}

/** A version that lies between two others, and what its author says of it. */
export interface PassedVersion {
  version: string;
  /** RFC 3339 */
  created: string | null;
  /** null where the version has not been read */
  changes: ChartChange[] | null;
}

/** Everything that differs between two releases. */
export interface Comparison extends ReleaseDifference {
  direction: Direction;
  /** newest first */
  between: PassedVersion[];
  /** how many more versions there are */
  moreBetween: number;
  files: FileDifference[];
  /** how many more files differ */
  moreFiles: number;
}

/** Versions whose changes are listed. */
const MAX_PASSED = 100;
/** How long a comparison waits for image registries, in milliseconds. */
const PATIENCE = 8000;

/**
 * What differs between two releases of a chart. Image registries are not asked: `compareReleaseImages` does.
 * @throws AppError `chart_not_found`, `invalid_chart`; RegistryError
 */
export async function compareChartReleases(
  { registry, repository, from, to }: ComparisonEnds,
  signal?: AbortSignal,
): Promise<Comparison> {
  const address = { registry, repository };
  const [before, after] = await Promise.all([
    from === undefined ? null : openSide(address, from, signal),
    openSide(address, to, signal),
  ]);
  const difference = compareReleases(before?.compared ?? null, after.compared);
  const passed = await passedVersions(address, before, after, signal);
  const sides = before === null || difference.problems.length > 0 ? null : ([before, after] as const);
  const { files, more } =
    sides === null
      ? { files: [], more: 0 }
      : await compareFiles(sides[0].files, sides[1].files, {
          now: () => performance.now(),
          pause: () => breathe(),
        });
  return { ...difference, ...passed, files, moreFiles: more };
}

/**
 * The images of two releases, compared by the digests that their registries give them now, as far as those are
 * configured and answer in time.
 * @throws AppError `chart_not_found`, `invalid_chart`; RegistryError
 */
export async function compareReleaseImages(
  { registry, repository, from, to }: ComparisonEnds,
  signal?: AbortSignal,
): Promise<ImageDifference[]> {
  const { catalog } = await openChartroom();
  const read = (digest: Digest): Promise<Release> =>
    getRelease({ registry, repository, selector: { kind: 'digest', digest } }, signal);
  const [before, after] = await Promise.all([from === undefined ? null : read(from), read(to)]);
  const differences = compareImages(imagesOf(before), imagesOf(after));
  const images = new Set(
    differences.flatMap((image) => [image.to, image.from]).filter((image) => image !== null),
  );
  const late = AbortSignal.timeout(PATIENCE);
  const seen = await catalog.lookUpImages([...images], {
    priority: 'interactive',
    signal: signal === undefined ? late : AbortSignal.any([late, signal]),
  });
  return withDigests(differences, seen, before?.created ?? null);
}

function imagesOf(release: Release | null): string[] {
  return release?.images.map(({ image }) => image) ?? [];
}

interface Side {
  compared: ComparedRelease;
  metadata: ChartMetadata;
  files: ReadonlyMap<string, Uint8Array>;
}

async function openSide(
  { registry, repository }: ChartAddress,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<Side> {
  const { catalog } = await openChartroom();
  const reference: ChartReference = { registry, repository, selector: { kind: 'digest', digest } };
  const release = await getRelease(reference, signal);
  const { metadata } = release;
  const known = release.problems.find(({ part }) => part === 'archive')?.message ?? null;
  const side = (files: Side['files'], unread: string | null): Side => ({
    compared: toCompared(release, unread),
    metadata,
    files,
  });
  try {
    const files = await catalog.files(reference, { signal, priority: 'interactive' });
    // An archive that broke off after some files is compared by what came before.
    return side(files, null);
  } catch (error) {
    if (isCanceled(error)) throw error;
    return side(new Map(), known ?? describeFailure(error));
  }
}

function toCompared(release: Release, unread: string | null): ComparedRelease {
  const { version, digest, metadata, created, tags, values, images, dependencies } = release;
  return {
    version,
    digest,
    appVersion: metadata.appVersion ?? null,
    kubeVersion: metadata.kubeVersion ?? null,
    created,
    tags,
    values,
    images: images.map(({ image }) => image),
    dependencies,
    unread,
  };
}

async function passedVersions(
  address: ChartAddress,
  before: Side | null,
  after: Side,
  signal: AbortSignal | undefined,
): Promise<Pick<Comparison, 'direction' | 'between' | 'moreBetween'>> {
  const { catalog } = await openChartroom();
  const { versions: known } = await getChart(address, signal);
  const passed = versionsBetween(
    before?.compared.version ?? null,
    after.compared.version,
    known.map(({ version }) => version),
  );
  const shown = passed.versions.slice(0, MAX_PASSED);
  const entries = new Map(known.map((entry) => [entry.version, entry]));
  const digests = shown.map((version) => entries.get(version)?.digest ?? null);
  const metadata = await catalog.knownMetadata(digests.filter((digest) => digest !== null));
  const between = shown.map((version, index): PassedVersion => {
    const digest = digests[index] ?? null;
    // The ends are what is compared, also where their tags mean something else by now.
    const end = [after, before].find((side) => side?.compared.version === version);
    const found = end?.metadata ?? (digest === null ? undefined : metadata.get(digest));
    const created = end?.compared.created ?? entries.get(version)?.created ?? null;
    return { version, created, changes: found === undefined ? null : readChartChanges(found, []) };
  });
  return { direction: passed.direction, between, moreBetween: passed.versions.length - shown.length };
}
