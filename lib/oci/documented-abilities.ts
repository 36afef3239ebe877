import type { Abilities, AbilityRecord } from '@/lib/oci/abilities';
import type { VendorName } from '@/lib/oci/vendors/vendor';

/**
 * What products are documented to do. Only a starting point: what a registry is seen to do takes its place.
 * Sources: https://github.com/opencontainers/distribution-spec/blob/main/conformance/README.md and, by product,
 * https://distribution.github.io/distribution/spec/api/ · https://goharbor.io/docs/ · https://docs.docker.com/docker-hub/ ·
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/ · https://docs.cloud.google.com/artifact-registry/docs/docker/pushing-and-pulling · https://learn.microsoft.com/azure/container-registry/ ·
 * https://zotregistry.dev/ · https://docs.gitlab.com/user/packages/container_registry/ · https://docs.quay.io/
 */
const DOCUMENTED: Readonly<Record<VendorName, Partial<Abilities>>> = {
  acr: { catalog: true, tagDigests: true, referrers: true, tagDelete: true },
  distribution: { catalog: true, notModified: true, ranges: true },
  'docker-hub': { catalog: false, tagDigests: true, referrers: false, tagDelete: false },
  ecr: { catalog: true, catalogPage: 1000, tagPage: 1000, referrers: true, tagDelete: true },
  'ecr-public': { catalog: false, tagPage: 1000, referrers: true, tagDelete: true },
  gar: { tagDigests: true, chunks: false, tagDelete: true },
  ghcr: { catalog: false, tagOrder: 'other', referrers: false, tagDelete: false },
  gitea: { catalog: true, catalogPage: 100, tagPage: 100, tagDelete: true },
  gitlab: { catalog: false, referrers: false, tagDelete: true },
  harbor: { tagDigests: true, referrers: true, tagDelete: false },
  jfrog: { tagDelete: true },
  mcr: { catalog: true },
  nexus: { catalog: true },
  quay: { catalogPage: 100, tagPage: 100, tagDigests: true, referrers: true, tagDelete: true },
  zot: { catalog: true, tagOrder: 'lexical', tagDigests: true, referrers: true, tagDelete: true },
};

/** The documented abilities of a product, each marked as such. */
export function documentedAbilities(vendor: VendorName): AbilityRecord {
  return Object.fromEntries(
    Object.entries(DOCUMENTED[vendor]).map(([name, value]) => [
      name,
      { value, source: 'documented', at: null },
    ]),
  );
}
