import type { RegistryState } from '@/lib/api/schema/registry';

type Discovery = RegistryState['discovery'];

const WAYS: Record<NonNullable<Discovery['method']>, string> = {
  catalog: 'its catalog',
  'oci-listing': 'the listing proposed to the OCI specification',
  'vendor-api': 'its own API',
  'index-artifact': 'the index named in chartroom.yaml',
  configured: 'the names in chartroom.yaml',
  folder: 'looking through the folder',
  index: 'index.yaml',
};

const OUTCOMES: Record<Discovery['attempts'][number]['outcome'], string> = {
  used: 'used',
  empty: 'lists nothing',
  refused: 'not there, or not for us',
};

/** How a registry's repositories are found, and whether that gave them all, in a sentence. */
export function discoveryWords({ method }: Discovery, complete: boolean): string {
  if (method === null) return 'How its repositories are found is not known yet.';
  const whole = complete ? 'all of them' : 'but not all of them could be read';
  return `Repositories are found by ${WAYS[method]}, ${whole}.`;
}

/** One way that was tried, and what came of it. */
export function attemptWords({ method, outcome }: Discovery['attempts'][number]): string {
  const way = WAYS[method];
  return `${way.charAt(0).toUpperCase()}${way.slice(1)}: ${OUTCOMES[outcome]}`;
}
