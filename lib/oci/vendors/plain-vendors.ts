import type { Vendor, VendorEvidence, VendorName } from '@/lib/oci/vendors/vendor';

// Products without an API of their own that would list more than the registry does: only recognised.

export const ECR = plainVendor('ecr', 'Amazon ECR', ({ host }) =>
  /^\d{12}\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws)$/.test(host),
);

export const ECR_PUBLIC = plainVendor('ecr-public', 'Amazon ECR Public', ({ host }) =>
  ['public.ecr.aws', 'ecr-public.aws.com'].includes(host),
);

export const JFROG = plainVendor(
  'jfrog',
  'JFrog Artifactory',
  ({ host, headers }) =>
    host.endsWith('.jfrog.io') ||
    headers['x-jfrog-version'] !== undefined ||
    headers['x-artifactory-id'] !== undefined,
);

export const NEXUS = plainVendor('nexus', 'Sonatype Nexus', ({ headers }) =>
  String(headers.server ?? '').startsWith('Nexus/'),
);

export const MCR = plainVendor(
  'mcr',
  'Microsoft Artifact Registry',
  ({ host }) => host === 'mcr.microsoft.com',
);

/** Others send its header too, so that it comes last: https://distribution.github.io/distribution/spec/api/ */
export const DISTRIBUTION = plainVendor(
  'distribution',
  'CNCF Distribution',
  ({ headers }) => headers['docker-distribution-api-version'] === 'registry/2.0',
);

function plainVendor(
  name: VendorName,
  title: string,
  recognises: (evidence: VendorEvidence) => boolean,
): Vendor {
  return { name, title, recognises, apiOrigin: (_evidence, registry) => registry };
}
