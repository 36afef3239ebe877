import { digestUnder } from '@/lib/channels/settle-promotion';
import { provenanceLayer } from '@/lib/helm/chart-manifest';
import type { Digest } from '@/lib/oci/names';
import { parseManifest } from '@/lib/oci/parse-manifest';
import type { CallOptions, Registry } from '@/lib/oci/registry';

/**
 * What signing tools call what they attach: cosign's own signature and the bundle of sigstore
 * (https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md), and the Notary project's
 * (https://github.com/notaryproject/specifications/blob/main/specs/signature-specification.md).
 */
const SIGNATURE_TYPES =
  /^application\/vnd\.(dev\.cosign\.(artifact\.)?(sig|simplesigning)\.v\d+\+json|dev\.sigstore\.bundle(\.v[\d.]+)?\+json.*|cncf\.notary\.signature)$/;

/**
 * Whether a chart has a signature: a provenance layer, what cosign keeps under a tag of the chart's digest
 * (https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md), or a signature that names the chart as its
 * subject. Whose it is, and whether it holds, is not checked.
 * @throws RegistryError when the registry can't be asked, AppError `invalid_chart` for a broken manifest
 */
export async function hasSignature(
  registry: Pick<Registry, 'getManifest' | 'headManifest' | 'referrers'>,
  repository: string,
  digest: Digest,
  options: CallOptions,
): Promise<boolean> {
  const manifest = parseManifest(await registry.getManifest(repository, digest, options));
  if (manifest.kind === 'manifest' && provenanceLayer(manifest) !== undefined) return true;
  const tag = `${digest.replace(':', '-')}.sig`;
  if ((await digestUnder(registry, repository, tag, options.signal)) !== null) return true;
  const referrers = await registry.referrers(repository, digest, options);
  return referrers.some(({ artifactType }) => SIGNATURE_TYPES.test(artifactType ?? ''));
}
