import { imageName } from '@/lib/helm/image-reference';
import { isDigest, type Digest } from '@/lib/oci/names';

/** One image that two releases have, or one of them. */
export interface ImageDifference {
  /** the image without tag and digest */
  name: string;
  /** `changed-digest`: under the same tag other content, as far as known. `changed-tag`: any other reference. */
  change: 'added' | 'removed' | 'changed-tag' | 'changed-digest' | 'same';
  /** as the chart writes it */
  from: string | null;
  to: string | null;
  /** null where nobody knows it */
  fromDigest: Digest | null;
  toDigest: Digest | null;
  /** what a digest says, which a tag can't */
  content: 'same' | 'different' | 'unknown';
  /** why a digest is not known, or since when a tag means something else, as a sentence; null for nothing to say */
  note: string | null;
}

/** What an image's registry said of it. */
export interface SeenImage {
  image: string;
  digest: Digest | null;
  /** what its tag meant before, and since when (RFC 3339) it means `digest` */
  before: { digest: Digest; until: string } | null;
  /** why there is no digest */
  message: string | null;
}

/**
 * Pairs the images of two releases by their name without tag and digest. Of several images with one name, equal ones
 * are paired first, then the rest in order; what is left over is added or removed. What differs comes first, each
 * kind by name. Repeated references count once.
 */
export function compareImages(from: readonly string[], to: readonly string[]): ImageDifference[] {
  const before = groupByName(from);
  const after = groupByName(to);
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return inOrder(names.flatMap((name) => pair(name, before.get(name) ?? [], after.get(name) ?? [])));
}

/**
 * Puts in what registries said of the images. An image written alike on both sides has changed where its tag was seen to
 * mean something else since the older release was made.
 * @param since when that release was made, RFC 3339; null where nobody knows: then any such change counts
 */
export function withDigests(
  differences: readonly ImageDifference[],
  seen: readonly SeenImage[],
  since: string | null,
): ImageDifference[] {
  const byImage = new Map(seen.map((sighting) => [sighting.image, sighting]));
  const find = (image: string | null): SeenImage | undefined =>
    image === null ? undefined : byImage.get(image);
  return inOrder(
    differences.map((difference): ImageDifference => {
      const [from, to] = [find(difference.from), find(difference.to)];
      if (difference.change === 'same' && isPushedAgain(to, since)) {
        const { digest, until } = to.before;
        return {
          ...difference,
          change: 'changed-digest',
          fromDigest: digest,
          toDigest: to.digest,
          content: 'different',
          note: `Its tag was pushed again: noticed ${until.slice(0, 16).replace('T', ' ')} UTC.`,
        };
      }
      const fromDigest = difference.fromDigest ?? from?.digest ?? null;
      const toDigest = difference.toDigest ?? to?.digest ?? null;
      const content = compareContent({ ...difference, fromDigest, toDigest });
      const note = content === 'unknown' ? (to?.message ?? from?.message ?? null) : null;
      return { ...difference, fromDigest, toDigest, content, note };
    }),
  );
}

function isPushedAgain(
  seen: SeenImage | undefined,
  since: string | null,
): seen is SeenImage & { before: NonNullable<SeenImage['before']> } {
  if (seen === undefined || seen.before === null) return false;
  return since === null || Date.parse(seen.before.until) > Date.parse(since);
}

function pair(name: string, before: readonly string[], after: readonly string[]): ImageDifference[] {
  const same = before.filter((image) => after.includes(image));
  const old = before.filter((image) => !same.includes(image));
  const fresh = after.filter((image) => !same.includes(image));
  const rest = Array.from({ length: Math.max(old.length, fresh.length) }, (_, index) =>
    describe(name, old[index] ?? null, fresh[index] ?? null),
  );
  return [...rest, ...same.map((image) => describe(name, image, image))];
}

function describe(name: string, from: string | null, to: string | null): ImageDifference {
  const ends = { name, from, to, fromDigest: pinned(from), toDigest: pinned(to) };
  const change = nameChange(from, to);
  return { ...ends, change, content: compareContent({ ...ends, change }), note: null };
}

function nameChange(from: string | null, to: string | null): ImageDifference['change'] {
  if (from === null) return 'added';
  if (to === null) return 'removed';
  if (from === to) return 'same';
  return withoutDigest(from) === withoutDigest(to) ? 'changed-digest' : 'changed-tag';
}

function compareContent({
  change,
  fromDigest,
  toDigest,
}: Pick<ImageDifference, 'change' | 'fromDigest' | 'toDigest'>): ImageDifference['content'] {
  if (change === 'added' || change === 'removed') return 'different';
  if (fromDigest !== null && toDigest !== null) return fromDigest === toDigest ? 'same' : 'different';
  return 'unknown';
}

function pinned(image: string | null): Digest | null {
  const digest = image?.slice(image.indexOf('@') + 1) ?? '';
  return isDigest(digest) ? digest : null;
}

function withoutDigest(image: string): string {
  return image.replace(/@.*$/s, '');
}

function groupByName(images: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const image of new Set(images)) {
    const name = imageName(image);
    groups.set(name, [...(groups.get(name) ?? []), image]);
  }
  return groups;
}

const ORDER: readonly ImageDifference['change'][] = [
  'changed-digest',
  'changed-tag',
  'added',
  'removed',
  'same',
];

function inOrder(differences: ImageDifference[]): ImageDifference[] {
  return differences.sort(
    (a, b) =>
      ORDER.indexOf(a.change) - ORDER.indexOf(b.change) || (a.name < b.name ? -1 : Number(a.name > b.name)),
  );
}
