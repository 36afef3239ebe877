// Grammar: https://github.com/distribution/reference/blob/main/reference.go
const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const HOST = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const IMAGE = new RegExp(
  `^(?:${HOST}/)?${PART}(?:/${PART})*(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
);
const MAX_LENGTH = 512;

/** Whether `text` can be an image reference: `nginx`, `quay.io/a/b:1.0`, `a/b@sha256:…`. */
export function isImageReference(text: string): boolean {
  return text.length <= MAX_LENGTH && IMAGE.test(text);
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
