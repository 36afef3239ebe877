import { AppError } from '@/lib/errors';
import type { PartManifest, TransferPart } from '@/lib/channels/transfer-part';
import { digestUnder } from '@/lib/channels/settle-promotion';
import type { ChartAddress } from '@/lib/references';
import type { Descriptor, Manifest, RawManifest } from '@/lib/oci/manifest';
import type { Digest } from '@/lib/oci/names';
import { parseManifest } from '@/lib/oci/parse-manifest';
import type { CallOptions, Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import { runBounded } from '@/lib/oci/run-bounded';

/** Manifests of one transfer at most: charts, images, children, referrers and signatures together. */
const MAX_MANIFESTS = 1000;
/** Configs and layers that all of these name at most. */
const MAX_BLOBS = 10_000;
/** How far what refers to what refers … is followed. */
const MAX_ROUNDS = 12;
/** Manifests read at once. */
const WIDTH = 6;

/** https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md, and what cosign attests and attaches */
const COSIGN_SUFFIXES = ['sig', 'att', 'sbom'];

/**
 * Layers that may not be distributed: registries take manifests without them.
 * https://github.com/opencontainers/image-spec/blob/main/layer.md#non-distributable-layers
 */
const NOT_DISTRIBUTABLE =
  /^application\/vnd\.(oci\.image\.layer\.nondistributable|docker\.image\.rootfs\.foreign)\./;

/** How much may still be read for one transfer. Counts down. */
export interface ReadingAllowance {
  manifests: number;
  /** configs and layers that manifests name */
  blobs: number;
}

/** What one transfer may read. */
export function fullAllowance(): ReadingAllowance {
  return { manifests: MAX_MANIFESTS, blobs: MAX_BLOBS };
}

/** A manifest to be read, and why. */
interface Wanted {
  digest: Digest;
  /** what it is said to refer to; a list of referrers is only a claim */
  subject: Digest | null;
}

/** What one manifest leads to. */
interface Found {
  manifest: PartManifest;
  signatures: TransferPart['signatures'];
  next: Wanted[];
  platforms: string[];
}

/**
 * Reads everything that belongs to a manifest: what an index contains, at any depth, what refers to any of it, and
 * cosign's signatures, attestations and bills of materials, with whatever refers to those. Everything is known by its
 * digest; what is listed as a referrer and has another subject is left out.
 *
 * @param allowance what may be read; lessened by what was
 * @throws AppError `transfer_too_large` past the allowance, or where the chain of referrers has no end; `source_changed`
 *   when the root, or something that an index names, is not there; RegistryError
 */
export async function readTransferPart(
  registry: Registry,
  part: Omit<TransferPart, 'manifests' | 'signatures' | 'platforms'>,
  allowance: ReadingAllowance,
  options: CallOptions,
): Promise<TransferPart> {
  const manifests = new Map<Digest, PartManifest>();
  const signatures = new Map<string, Digest>();
  let platforms: string[] = [];
  let round: Wanted[] = [{ digest: part.root, subject: null }];
  for (let rounds = 0; round.length > 0; rounds += 1) {
    allowance.manifests -= round.length;
    if (allowance.manifests < 0 || rounds >= MAX_ROUNDS) throw tooMany(part.from, round.length);
    const found = await readRound(registry, part.from, round, options);
    if (rounds === 0) platforms = found.flatMap((root) => root.platforms);
    for (const { manifest, signatures: tagged } of found) {
      manifests.set(manifest.digest, manifest);
      allowance.blobs -= manifest.blobs.length;
      for (const { tag, digest } of tagged) signatures.set(tag, digest);
    }
    if (allowance.blobs < 0) throw tooMany(part.from, 0);
    const next = new Map(found.flatMap((one) => one.next).map((wanted) => [keyOf(wanted), wanted]));
    round = [...next.values()].filter(({ digest }) => !manifests.has(digest));
  }
  return {
    ...part,
    manifests: [...manifests.values()],
    signatures: [...signatures].map(([tag, digest]) => ({ tag, digest })),
    platforms,
  };
}

function keyOf({ digest, subject }: Wanted): string {
  return `${digest} ${subject ?? ''}`;
}

async function readRound(
  registry: Registry,
  from: ChartAddress,
  round: readonly Wanted[],
  options: CallOptions,
): Promise<Found[]> {
  const found: (Found | null)[] = [];
  await runBounded(round.entries(), WIDTH, async ([index, wanted]) => {
    found[index] = await readOne(registry, from, wanted, options);
  });
  return found.filter((one) => one !== null);
}

async function readOne(
  registry: Registry,
  from: ChartAddress,
  { digest, subject }: Wanted,
  options: CallOptions,
): Promise<Found | null> {
  const { repository } = from;
  const raw = await getManifest(registry, from, digest, options);
  const manifest = parseManifest(raw);
  if (subject !== null && manifest.subject?.digest !== subject) return null;
  const referrers = await registry.referrers(repository, digest, options);
  const signatures: TransferPart['signatures'] = [];
  for (const suffix of COSIGN_SUFFIXES) {
    const tag = `${digest.replace(':', '-')}.${suffix}`;
    const tagged = await digestUnder(registry, repository, tag, options.signal);
    if (tagged !== null) signatures.push({ tag, digest: tagged });
  }
  return {
    manifest: partManifest(raw, manifest),
    signatures,
    next: [
      ...childrenOf(manifest).map((child) => ({ digest: child.digest, subject: null })),
      ...referrers.map((referrer) => ({ digest: referrer.digest, subject: digest })),
      ...signatures.map((signature) => ({ digest: signature.digest, subject: null })),
    ],
    platforms: childrenOf(manifest).flatMap(({ platform }) =>
      platform === undefined || platform.os === 'unknown' ? [] : [platformText(platform)],
    ),
  };
}

async function getManifest(
  registry: Registry,
  { registry: name, repository }: ChartAddress,
  digest: Digest,
  options: CallOptions,
): Promise<RawManifest> {
  try {
    return await registry.getManifest(repository, digest, options);
  } catch (error) {
    if (!(error instanceof RegistryError) || error.kind !== 'not_found') throw error;
    throw new AppError(
      'source_changed',
      `${name} has no ${repository}@${digest}, which belongs to what shall be copied. Nothing is copied.`,
      { details: { repository, digest }, cause: error },
    );
  }
}

function partManifest({ digest, bytes }: RawManifest, manifest: Manifest): PartManifest {
  const blobs = manifest.kind === 'index' ? [] : [manifest.config, ...manifest.layers];
  return {
    digest,
    size: bytes.length,
    blobs: blobs
      .filter(({ mediaType }) => !NOT_DISTRIBUTABLE.test(mediaType))
      .map((blob) => ({ digest: blob.digest, size: blob.size })),
    children: childrenOf(manifest).map((child) => child.digest),
    subject: manifest.subject?.digest ?? null,
  };
}

function childrenOf(manifest: Manifest): Descriptor[] {
  return manifest.kind === 'index' ? manifest.manifests : [];
}

function platformText({ os, architecture, variant }: NonNullable<Descriptor['platform']>): string {
  return variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

function tooMany({ registry, repository }: ChartAddress, more: number): AppError {
  return new AppError(
    'transfer_too_large',
    `Too much belongs to what is in ${registry}/${repository}: ${more} more manifests are named by ` +
      `what was read so far. Chartroom copies at most ${MAX_MANIFESTS} manifests with ${MAX_BLOBS} blobs at a time, and follows at most ${MAX_ROUNDS} ` +
      'references in a row. Copy it without its images, or with a tool such as oras.',
    { details: { repository, manifests: MAX_MANIFESTS, blobs: MAX_BLOBS } },
  );
}
