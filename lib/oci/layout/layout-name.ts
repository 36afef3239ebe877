import { isDigest, isRepositoryName, isTag, type Digest } from '@/lib/oci/names';

/** What a manifest's entry in `index.json` is called. Without a repository it belongs to that of its folder. */
export interface LayoutName {
  repository?: string;
  tag?: string;
  digest?: Digest;
}

const MAX_LENGTH = 1024;
const MAX_REPOSITORY_LENGTH = 255;
const NAMELESS = 'layout';

/** containerd, Docker, BuildKit and Hauler: the image's whole reference, while the next may hold only its tag. */
const CONTAINERD_NAME = 'io.containerd.image.name';
/** The specification's own name: a tag (skopeo, ORAS), or a whole reference (Zarf; Hauler without the host). */
const REF_NAME = 'org.opencontainers.image.ref.name';
/** crane, and with it Zarf up to 0.32, put the whole reference here; elsewhere it names the image below this one. */
const BASE_NAME = 'org.opencontainers.image.base.name';
const NAME_ANNOTATIONS = [CONTAINERD_NAME, REF_NAME, BASE_NAME];

/**
 * Reads the name tools write beside a manifest: a tag, or `[host/]repository[:tag][@digest]`. The host is left off: it
 * says where the content came from, not where it is. As Docker has it, the first part is a host when it has a dot or a
 * colon, or is `localhost`. Nothing is filled in: no `library/`, no `latest`.
 * Rule: https://github.com/opencontainers/image-spec/blob/main/annotations.md#pre-defined-annotation-keys
 * @returns undefined for text outside the grammar. Never throws.
 */
export function parseLayoutName(text: string): LayoutName | undefined {
  if (isTag(text)) return { tag: text };
  if (text.length > MAX_LENGTH) return undefined;
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = withoutHost(at < 0 ? text : text.slice(0, at));
  const colon = named.indexOf(':');
  const repository = colon < 0 ? named : named.slice(0, colon);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  if (!isRepositoryName(repository)) return undefined;
  const name: LayoutName = { repository };
  if (tag !== undefined) {
    if (!isTag(tag)) return undefined;
    name.tag = tag;
  }
  if (digest !== undefined) {
    if (!isDigest(digest)) return undefined;
    name.digest = digest;
  }
  return name;
}

/**
 * The name an entry's annotations give it, by the first of them that holds a usable one; empty when none does.
 * @param annotations of the entry, unchecked
 */
export function nameOfEntry(annotations: Readonly<Record<string, unknown>>): LayoutName {
  const names = NAME_ANNOTATIONS.map((key) => annotations[key])
    .filter((text) => typeof text === 'string')
    .map(parseLayoutName)
    .filter((name) => name !== undefined);
  return names.find(({ repository }) => repository !== undefined) ?? names[0] ?? {};
}

/**
 * Makes a folder's path a repository name: lower case, and `-` for what the grammar does not have. A name stays as it
 * is.
 * @param path with `/` between its parts
 */
export function repositoryNameOf(path: string): string {
  const parts = path.split('/').map(fitPart).filter(Boolean);
  const name = parts
    .join('/')
    .slice(0, MAX_REPOSITORY_LENGTH)
    .replace(/[^a-z0-9]+$/, '');
  return name === '' ? NAMELESS : name;
}

function fitPart(part: string): string {
  return part
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, (run) => (/^(?:\.|_|__|-+)$/.test(run) ? run : '-'))
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
}

function withoutHost(text: string): string {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  return first === 'localhost' || /[.:]/.test(first) ? text.slice(slash + 1) : text;
}
