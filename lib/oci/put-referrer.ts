import { readReferrer } from '@/lib/oci/referrer';
import type { Descriptor, RawManifest } from '@/lib/oci/manifest';
import { OCI_INDEX } from '@/lib/oci/media-types';
import { digestOf } from '@/lib/oci/digest';
import type { Digest } from '@/lib/oci/names';
import { isReferrersIndex, referrersTag } from '@/lib/oci/referrers-tag';
import { parseManifest } from '@/lib/oci/parse-manifest';
import type { CallOptions, ManifestReceipt, Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

/** How often the list is written anew when somebody else wrote it in between. */
const TRIES = 5;

/** Writes under way in this process, one after the other for each list: by registry, repository and subject. */
const writes = new Map<string, Promise<void>>();

/**
 * Puts a manifest that has a `subject` under its digest. Where the registry does not say that it lists it among the
 * subject's referrers (`OCI-Subject`), the list under the tag that stands in for it is kept here: read, added to,
 * written, and read again, since no registry writes only what nobody changed in between. What else the list holds stays.
 * Within one process writers of a list wait for each other; two processes may still lose one's entry between the other's
 * last look and its write.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests-with-subject
 * @throws RegistryError `protocol` when the manifest has no subject; `conflict` when the tag holds something else, or
 *   others wrote the list each time
 */
export async function putReferrer(
  registry: Registry,
  repository: string,
  manifest: RawManifest,
  options: CallOptions = {},
): Promise<ManifestReceipt> {
  const referrer = readReferrer(manifest);
  if (referrer === undefined)
    throw new RegistryError('protocol', `${repository}@${manifest.digest} refers to no other manifest.`);
  const receipt = await registry.putManifest(repository, manifest.digest, manifest, options);
  if (receipt.subject !== referrer.subject)
    await alone(`${registry.url} ${repository} ${referrer.subject}`, () =>
      addToList(registry, repository, referrer.subject, referrer.descriptor, options),
    );
  return receipt;
}

async function alone(list: string, write: () => Promise<void>): Promise<void> {
  const before = writes.get(list) ?? Promise.resolve();
  const turn = before.then(write, write);
  writes.set(list, turn);
  try {
    await turn;
  } finally {
    if (writes.get(list) === turn) writes.delete(list);
  }
}

async function addToList(
  registry: Registry,
  repository: string,
  subject: Digest,
  descriptor: Descriptor,
  options: CallOptions,
): Promise<void> {
  const tag = referrersTag(subject);
  let list = await readList(registry, repository, tag, subject, options);
  for (let tried = 0; tried < TRIES; tried += 1) {
    if (names(list, descriptor.digest)) return;
    await registry.putManifest(repository, tag, withEntry(list, descriptor), options);
    list = await readList(registry, repository, tag, subject, options);
  }
  if (!names(list, descriptor.digest))
    throw new RegistryError(
      'conflict',
      `${registry.url}: the list of referrers ${repository}:${tag} was written by somebody else ${TRIES} times in between.`,
    );
}

async function readList(
  registry: Registry,
  repository: string,
  tag: string,
  subject: Digest,
  options: CallOptions,
): Promise<RawManifest | undefined> {
  let list: RawManifest;
  try {
    list = await registry.getManifest(repository, tag, options);
  } catch (error) {
    if (error instanceof RegistryError && error.kind === 'not_found') return undefined;
    throw error;
  }
  if (!isReferrersIndex(list, subject))
    throw new RegistryError(
      'conflict',
      `${registry.url}: ${repository}:${tag} is where the list of referrers belongs, and holds something else.`,
    );
  return list;
}

function names(list: RawManifest | undefined, digest: Digest): boolean {
  if (list === undefined) return false;
  const manifest = parseManifest(list);
  return manifest.kind === 'index' && manifest.manifests.some((entry) => entry.digest === digest);
}

/** The list with one more entry. What others wrote into it is kept as it is, also what Chartroom does not know. */
function withEntry(list: RawManifest | undefined, entry: Descriptor): RawManifest {
  const before =
    list === undefined
      ? { schemaVersion: 2, mediaType: OCI_INDEX }
      : (JSON.parse(new TextDecoder().decode(list.bytes)) as { manifests?: unknown[] | null });
  const manifests = 'manifests' in before ? (before.manifests ?? []) : [];
  const bytes = new TextEncoder().encode(JSON.stringify({ ...before, manifests: [...manifests, entry] }));
  return { digest: digestOf(bytes), mediaType: OCI_INDEX, bytes };
}
