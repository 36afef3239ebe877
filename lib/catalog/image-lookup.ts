import { runBounded } from '@/lib/oci/run-bounded';
import { describeFailure, isCanceled } from '@/lib/catalog/failure';
import { findSource } from '@/lib/catalog/image-check';
import type { ImagePresence } from '@/lib/catalog/image-presence';
import type { RegistrySource, Source } from '@/lib/catalog/source';
import { isNews, observeDigest, type TagRecord } from '@/lib/catalog/tag-record';
import { parseImageReference, type ImageReference } from '@/lib/oci/image-reference';
import type { Digest } from '@/lib/oci/names';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import { jsonTable, put, type Store } from '@/lib/store/store';

/** What an image's registry says of it now, and what was seen under its tag before. */
export interface ImageSighting {
  image: string;
  /** `external`: its registry is not configured. `unknown`: not asked, or not in time. */
  presence: ImagePresence;
  digest: Digest | null;
  /** what the tag was seen to mean before, and when (RFC 3339) it was first seen to mean `digest`; null for none */
  before: { digest: Digest; until: string } | null;
  /** why there is no digest, as a sentence; null where there is one */
  message: string | null;
}

/** What image tags were seen to mean, by [host/repository, tag]. Seen only when somebody asked. */
const imageTags = jsonTable<TagRecord>('image-tag', 1);

/** Images asked for at most in one go. */
const MAX_LOOKED_UP = 60;
const WIDTH = 6;

export interface ImageLookupOptions {
  sources: readonly Source[];
  store: Store;
  /** milliseconds since the epoch */
  now: () => number;
}

/**
 * Asks the configured registries for the digests of images: one HEAD an image, at most 60, six at a time. What could not
 * be asked before the call was given up is `unknown`. Never throws but for bugs.
 * @returns one sighting for each image, in their order
 */
export async function lookUpImages(
  images: readonly string[],
  { sources, store, now }: ImageLookupOptions,
  call: CallOptions,
): Promise<ImageSighting[]> {
  const sightings: ImageSighting[] = [];
  const askable: Question[] = [];
  for (const [index, image] of images.entries()) {
    const parsed = parseImageReference(image);
    const source = parsed && findSource(sources, parsed.host);
    if (parsed === undefined || source === undefined) sightings.push(external(image, parsed?.host));
    else if (askable.length === MAX_LOOKED_UP) sightings.push(tooMany(image));
    else {
      sightings.push(unasked(image, 'It was not asked for in time.'));
      askable.push({ index, image, parsed, source });
    }
  }
  await runBounded(askable, WIDTH, async ({ index, image, parsed, source }) => {
    if (call.signal?.aborted === true) return;
    const sighting = await ask(image, parsed, source, call);
    if (sighting !== undefined) sightings[index] = await remember(sighting, parsed, store, now());
  });
  return sightings;
}

interface Question {
  /** the image's place in the list */
  index: number;
  image: string;
  parsed: ImageReference;
  source: RegistrySource;
}

async function ask(
  image: string,
  { repository, digest, tag }: ImageReference,
  { name, registry }: RegistrySource,
  call: CallOptions,
): Promise<ImageSighting | undefined> {
  try {
    const found = await registry.headManifest(repository, digest ?? tag ?? 'latest', call);
    return { image, presence: 'present', digest: found.digest, before: null, message: null };
  } catch (error) {
    if (isCanceled(error)) return undefined;
    const absent = error instanceof RegistryError && error.kind === 'not_found';
    return {
      ...unasked(image, absent ? `${name} does not have it.` : describeFailure(error)),
      presence: absent ? 'absent' : 'unreachable',
    };
  }
}

/** Notes what a tag means, so that it is noticed when it means something else. */
async function remember(
  sighting: ImageSighting,
  { host, repository, tag, digest }: ImageReference,
  store: Store,
  at: number,
): Promise<ImageSighting> {
  if (digest !== undefined) return sighting; // a digest never means anything else
  if (sighting.digest === null) return sighting;
  const key = [`${host}/${repository}`, tag ?? 'latest'];
  const known = await store.get(imageTags, key);
  const record = observeDigest(known, sighting.digest, at);
  if (isNews(known, record)) await store.write([put(imageTags, key, record)]);
  if (record.previous === null) return sighting;
  return {
    ...sighting,
    before: { digest: record.previous, until: new Date(record.firstSeen).toISOString() },
  };
}

function unasked(image: string, message: string): ImageSighting {
  return { image, presence: 'unknown', digest: null, before: null, message };
}

function tooMany(image: string): ImageSighting {
  return unasked(image, `Only ${MAX_LOOKED_UP} images are asked for at once.`);
}

function external(image: string, host: string | undefined): ImageSighting {
  const message =
    host === undefined
      ? 'It is not an image reference.'
      : `No registry is configured for ${host}, so it is not asked.`;
  return { ...unasked(image, message), presence: 'external' };
}
