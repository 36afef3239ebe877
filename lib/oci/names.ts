/**
 * The grammar of repository names, tags and digests.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests (names, tags) and
 * https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests (digests).
 * Pure and small: it runs in the browser too.
 */

/** A content digest in one of the two registered algorithms. No other algorithm is ever put into a URL. */
export type Digest = `sha256:${string}` | `sha512:${string}`;

/** The spec recommends that host and name together stay within 255 characters; a name alone is held to it here. */
const MAX_REPOSITORY_LENGTH = 255;
const REPOSITORY = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^(sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

/** Whether `text` is a repository name, such as `platform/ingress`. */
export function isRepositoryName(text: string): boolean {
  return text.length <= MAX_REPOSITORY_LENGTH && REPOSITORY.test(text);
}

/** Whether `text` is a tag: 1 to 128 characters of `A-Za-z0-9._-`, not starting with `.` or `-`. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Whether `text` is a sha256 or sha512 digest in lower-case hexadecimal. */
export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}
