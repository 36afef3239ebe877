import { canonicalHost } from '@/lib/oci/docker-hub';
import { parseImageReference, type ImageReference } from '@/lib/oci/image-reference';
import type { Digest } from '@/lib/oci/names';

/**
 * What becomes of an image that a chart refers to.
 * - `copied`, or `left` where nobody asked for it
 * - `in-target`: it lives in the target registry already
 * - `not-configured`: no registry is configured for its host, so it is never asked
 * - `absent`: its registry does not have it · `unreadable`: the text is no image reference
 */
export type ImageOutcome = 'copied' | 'left' | 'in-target' | 'not-configured' | 'absent' | 'unreadable';

/** An image that a chart refers to, as a transfer sees it. */
export interface TransferImage {
  /** as the chart names it */
  image: string;
  outcome: ImageOutcome;
  /** whether the chart names it by digest; else it is what its tag meant when the copy began */
  frozen: boolean;
  /** the configured registry it lives in; null where there is none */
  registry: string | null;
  /** null where the text is no image reference */
  repository: string | null;
  /** null where it was not looked up */
  digest: Digest | null;
  /** the tag the copy gets; null for none */
  tag: string | null;
  /** whether its tag means something else in the target, and stays so: the chart finds the copy by its digest */
  tagTaken: boolean;
  /** of all platforms; 0 where it is not copied */
  bytes: number;
  platforms: string[];
}

/** A configured registry, by the host it is at. */
export interface ImageRegistry {
  name: string;
  host: string;
}

/** An image, and where to find it: null where it is not looked up. */
export interface LocatedImage extends TransferImage {
  reference: ImageReference | null;
}

/**
 * Finds out where a chart's images live. Nothing is asked of a registry.
 * @param images as the chart names them
 * @param chosen whether images are to be copied
 * @param target name of the registry that the chart is copied to
 */
export function locateImages(
  images: readonly string[],
  registries: readonly ImageRegistry[],
  { target, chosen }: { target: string; chosen: boolean },
): LocatedImage[] {
  return [...new Set(images)].map((image) => {
    const reference = parseImageReference(image) ?? null;
    const host = reference === null ? null : canonicalHost(reference.host);
    const registry = registries.find((one) => canonicalHost(one.host) === host)?.name ?? null;
    return {
      image,
      outcome: outcomeOf(),
      frozen: reference?.digest !== undefined,
      registry,
      repository: reference?.repository ?? null,
      digest: reference?.digest ?? null,
      tag: null,
      tagTaken: false,
      bytes: 0,
      platforms: [],
      reference,
    };

    function outcomeOf(): ImageOutcome {
      if (reference === null) return 'unreadable';
      if (registry === null) return 'not-configured';
      if (registry === target) return 'in-target';
      return chosen ? 'copied' : 'left';
    }
  });
}

/** The tag an image reference means; null where it names a digest and no tag. No tag and no digest is `latest`. */
export function tagOf({ tag, digest }: ImageReference): string | null {
  return tag ?? (digest === undefined ? 'latest' : null);
}
