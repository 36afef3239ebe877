import type { Descriptor } from '@/lib/oci/manifest';
import { OCI_INDEX } from '@/lib/oci/media-types';
import { MAX_MANIFEST_BYTES } from '@/lib/oci/parse-manifest';
import { readDigest } from '@/lib/embedded-registry/blobs';
import { sendJson, type Exchange, type Headers } from '@/lib/embedded-registry/exchange';
import { nextLink } from '@/lib/embedded-registry/page';
import type { Repositories } from '@/lib/embedded-registry/repositories';

// Leaves room for the index around the descriptors.
const MAX_LIST_BYTES = MAX_MANIFEST_BYTES - 4096;

/**
 * `GET /v2/<name>/referrers/<digest>`: an index, empty for a digest or repository nobody pushed. Once a registry has
 * this endpoint, 404 would tell clients that it does not.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers
 */
export async function listReferrers(
  exchange: Exchange,
  repositories: Repositories,
  name: string,
  text: string,
): Promise<void> {
  const digest = readDigest(text);
  const layout = await repositories.find(name);
  const all = layout === undefined ? [] : await layout.referrers(digest);
  const artifactType = exchange.query.get('artifactType');
  const last = exchange.query.get('last');
  const wanted = all.filter(
    (referrer) =>
      (artifactType === null || referrer.artifactType === artifactType) &&
      (last === null || referrer.digest > last),
  );
  const manifests = fitting(wanted);
  const headers: Headers = { 'Content-Type': OCI_INDEX };
  if (artifactType !== null) headers['OCI-Filters-Applied'] = 'artifactType';
  const end = manifests.at(-1);
  if (end !== undefined && manifests.length < wanted.length) {
    const filter: Record<string, string> = artifactType === null ? {} : { artifactType };
    headers.Link = nextLink(`/v2/${name}/referrers/${digest}`, { ...filter, last: end.digest });
  }
  sendJson(exchange, 200, { schemaVersion: 2, mediaType: OCI_INDEX, manifests }, headers);
}

/** As many descriptors from the front as one manifest can hold, but at least one. */
function fitting(descriptors: readonly Descriptor[]): Descriptor[] {
  const page: Descriptor[] = [];
  let bytes = 0;
  for (const descriptor of descriptors) {
    bytes += Buffer.byteLength(JSON.stringify(descriptor)) + 1;
    if (page.length > 0 && bytes > MAX_LIST_BYTES) break;
    page.push(descriptor);
  }
  return page;
}
