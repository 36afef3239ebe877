import { imageName } from '@/lib/helm/image-reference';

/** One image that two releases have, or one of them. */
export interface ImageDifference {
  /** the image without tag and digest */
  name: string;
  change: 'added' | 'removed' | 'changed' | 'same';
  from: string | null;
  to: string | null;
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
  return names
    .flatMap((name) => pair(name, before.get(name) ?? [], after.get(name) ?? []))
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : Number(a.name > b.name)));
}

function pair(name: string, before: readonly string[], after: readonly string[]): ImageDifference[] {
  const same = before.filter((image) => after.includes(image));
  const old = before.filter((image) => !same.includes(image));
  const fresh = after.filter((image) => !same.includes(image));
  const rest = Array.from({ length: Math.max(old.length, fresh.length) }, (_, index): ImageDifference => {
    const [from, to] = [old[index] ?? null, fresh[index] ?? null];
    const change = from === null ? 'added' : to === null ? 'removed' : 'changed';
    return { name, change, from, to };
  });
  return [
    ...rest,
    ...same.map((image): ImageDifference => ({ name, change: 'same', from: image, to: image })),
  ];
}

function groupByName(images: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const image of new Set(images)) {
    const name = imageName(image);
    groups.set(name, [...(groups.get(name) ?? []), image]);
  }
  return groups;
}

function rank({ change }: ImageDifference): number {
  return ['changed', 'added', 'removed', 'same'].indexOf(change);
}
