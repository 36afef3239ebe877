import { AppError } from '@/lib/errors';
import { readTransferPart, type ReadingAllowance } from '@/lib/channels/read-transfer-part';
import { digestUnder } from '@/lib/channels/settle-promotion';
import type { TransferRequest } from '@/lib/channels/transfer';
import { takenTag, type TransferConflict } from '@/lib/channels/transfer-conflict';
import {
  locateImages,
  tagOf,
  type ImageRegistry,
  type LocatedImage,
  type TransferImage,
} from '@/lib/channels/transfer-image';
import type { TransferPart } from '@/lib/channels/transfer-part';
import type { Digest } from '@/lib/oci/names';
import type { CallOptions, Registry } from '@/lib/oci/registry';
import { runBounded } from '@/lib/oci/run-bounded';

/** Images of one chart that are looked at, at most. */
const MAX_IMAGES = 200;
/** Images looked at once. */
const WIDTH = 3;

export interface ImageContext {
  /** with the login that writes */
  target: Registry;
  /** images as the chart names them */
  images: readonly string[];
  /** the configured registries */
  registries: readonly ImageRegistry[];
  /** one of them by its name, with Chartroom's login */
  registry: (name: string) => Registry | undefined;
}

/** A chart's images, what is copied of them, and the tags that stand in the way. */
export interface ImagesRead {
  images: TransferImage[];
  parts: TransferPart[];
  conflicts: TransferConflict[];
}

/**
 * Looks up a chart's images where they live, and reads what is to be copied of them.
 * @throws AppError `transfer_too_large` past 200 images, or as `readTransferPart`; RegistryError when a registry can't be
 *   asked: what is not known to be absent is not left out
 */
export async function readTransferImages(
  { to, images: chosen }: TransferRequest,
  context: ImageContext,
  allowance: ReadingAllowance,
  call: CallOptions,
): Promise<ImagesRead> {
  const located = locateImages(context.images, context.registries, { target: to.registry, chosen });
  if (located.length > MAX_IMAGES) {
    throw new AppError(
      'transfer_too_large',
      `The chart refers to ${located.length} images; Chartroom copies charts with at most ${MAX_IMAGES}.`,
    );
  }
  const read: Awaited<ReturnType<typeof readImage>>[] = [];
  await runBounded(located.entries(), WIDTH, async ([index, image]) => {
    read[index] = await readImage(image, context, allowance, call);
  });
  return {
    images: read.map(({ image }) => image),
    parts: read.flatMap(({ part }) => part ?? []),
    conflicts: read.flatMap(({ conflict }) => conflict ?? []),
  };
}

async function readImage(
  { reference, ...image }: LocatedImage,
  { registry: open, target }: ImageContext,
  allowance: ReadingAllowance,
  call: CallOptions,
): Promise<{ image: TransferImage; part?: TransferPart; conflict?: TransferConflict | null }> {
  const { outcome, registry: name } = image;
  const registry = name === null ? undefined : open(name);
  if (reference === null || name === null || registry === undefined) return { image };
  if (outcome !== 'copied' && outcome !== 'in-target') return { image };
  const { repository } = reference;
  const tag = tagOf(reference);
  const root = await digestUnder(registry, repository, reference.digest ?? tag ?? '', call.signal);
  if (root === null) return { image: { ...image, outcome: 'absent' } };
  if (outcome === 'in-target') return { image: { ...image, digest: root } };
  const part = await readTransferPart(
    registry,
    { kind: 'image', from: { registry: name, repository }, to: repository, root, tag },
    allowance,
    call,
  );
  const taken = tag === null ? null : await takenTag(target, { repository, tag }, part, call);
  // What is named by digest is found by it; the tag beside it is for people.
  const tagTaken = image.frozen && taken !== null;
  const { platforms } = part;
  return {
    image: { ...image, digest: root, tag: tagTaken ? null : tag, tagTaken, bytes: bytesIn(part), platforms },
    part: tagTaken ? { ...part, tag: null } : part,
    conflict: tagTaken ? null : taken,
  };
}

function bytesIn({ manifests }: TransferPart): number {
  const sizes = new Map(
    manifests.flatMap(({ digest, size, blobs }) => [{ digest, size }, ...blobs]).map(sizeEntry),
  );
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function sizeEntry({ digest, size }: { digest: Digest; size: number }): [Digest, number] {
  return [digest, size];
}
