import { RegistryError } from '@/lib/oci/registry-error';
import { ACR } from '@/lib/oci/vendors/acr';
import { DOCKER_HUB_VENDOR } from '@/lib/oci/vendors/docker-hub';
import { GAR } from '@/lib/oci/vendors/gar';
import { GHCR } from '@/lib/oci/vendors/ghcr';
import { GITEA } from '@/lib/oci/vendors/gitea';
import { GITLAB } from '@/lib/oci/vendors/gitlab';
import { HARBOR } from '@/lib/oci/vendors/harbor';
import { DISTRIBUTION, ECR, ECR_PUBLIC, JFROG, MCR, NEXUS } from '@/lib/oci/vendors/plain-vendors';
import { QUAY } from '@/lib/oci/vendors/quay';
import type { ApiAnswer, Vendor, VendorEvidence, VendorName } from '@/lib/oci/vendors/vendor';
import { ZOT } from '@/lib/oci/vendors/zot';

/** Every product known, in the order in which they are tried. */
export const VENDORS: readonly Vendor[] = [
  ACR,
  DOCKER_HUB_VENDOR,
  ECR,
  ECR_PUBLIC,
  GAR,
  GHCR,
  GITLAB,
  HARBOR,
  JFROG,
  MCR,
  NEXUS,
  QUAY,
  ZOT,
  GITEA,
];

/**
 * Finds out whose product a registry is: by what it says of itself, else by calls that only one product answers. A call
 * that fails says no.
 * @param ask asks the registry's origin for a path
 * @throws RegistryError `canceled`; a bug
 */
export async function detectVendor(
  evidence: VendorEvidence,
  ask: (path: string) => Promise<ApiAnswer>,
): Promise<Vendor | undefined> {
  const known = VENDORS.find((vendor) => vendor.recognises(evidence));
  if (known !== undefined) return known;
  for (const vendor of VENDORS) {
    if (vendor.probe !== undefined && (await answers(vendor.probe, ask))) return vendor;
  }
  return DISTRIBUTION.recognises(evidence) ? DISTRIBUTION : undefined;
}

/** The product of a name in the configuration. */
export function vendorNamed(name: VendorName): Vendor | undefined {
  return [...VENDORS, DISTRIBUTION].find((vendor) => vendor.name === name);
}

async function answers(
  probe: NonNullable<Vendor['probe']>,
  ask: (path: string) => Promise<ApiAnswer>,
): Promise<boolean> {
  try {
    return probe.answers(await ask(probe.path));
  } catch (error) {
    if (!(error instanceof RegistryError) || error.kind === 'canceled') throw error;
    return false;
  }
}
