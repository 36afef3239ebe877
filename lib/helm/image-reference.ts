import { parseImageReference } from '@/lib/oci/image-reference';

const MAX_LENGTH = 512;

/** Whether `text`, of at most 512 characters, can be an image reference: `nginx`, `quay.io/a/b:1.0`, `a/b@sha256:…`. */
export function isImageReference(text: string): boolean {
  return text.length <= MAX_LENGTH && parseImageReference(text) !== undefined;
}

/** The parts an image is put together from, as values hold them. */
export interface ImageParts {
  registry?: string;
  repository: string;
  tag?: string;
  digest?: string;
}

/**
 * Puts an image reference together. A digest without algorithm is sha256. A repository that carries its own tag or
 * digest keeps it, as charts do.
 * @returns undefined when the result is not an image reference, such as a chart repository's address
 */
export function joinImage({ registry, repository, tag, digest }: ImageParts): string | undefined {
  const prefix = registry === undefined || registry === '' ? '' : `${registry.replace(/\/+$/, '')}/`;
  let image = `${prefix}${repository.replace(/^\/+/, '')}`;
  if (tag !== undefined && tag !== '' && !hasTag(repository))
    image += tag.startsWith('@') ? tag : `:${tag.replace(/^:/, '')}`;
  if (digest !== undefined && digest !== '' && !image.includes('@')) {
    image += `@${digest.includes(':') ? digest.replace(/^@/, '') : `sha256:${digest}`}`;
  }
  return isImageReference(image) ? image : undefined;
}

/** The reference without tag and digest. */
export function imageName(image: string): string {
  const name = image.replace(/@.*$/s, '');
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
}

/** Whether the reference names a tag or a digest. A port is not a tag: `localhost:5000/app` has none. */
export function hasTag(image: string): boolean {
  return image.includes('@') || image.slice(image.lastIndexOf('/') + 1).includes(':');
}
