import { z } from 'zod';
import { tagsPath } from '@/lib/oci/endpoint';
import { isRepositoryName } from '@/lib/oci/names';
import type { ListedTag } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import { pullScope } from '@/lib/oci/scope';
import { parseBody } from '@/lib/oci/vendors/api-page';
import { expectSuccess } from '@/lib/oci/vendors/api-walk';
import { listedTag } from '@/lib/oci/vendors/listed-tag';
import { eachNamespace, requireNamespaces } from '@/lib/oci/vendors/namespace';
import type { Vendor, VendorApi } from '@/lib/oci/vendors/vendor';

const TITLE = 'Google Artifact Registry';
/** A project, a repository, and folders below it: no more is known to be of use. */
const MAX_DEPTH = 8;
const MAX_REPOSITORIES = 100_000;

const TagList = z.looseObject({
  child: z.array(z.unknown()).nullish(),
  tags: z.array(z.string()).nullish(),
  manifest: z.record(z.string(), z.looseObject({ tag: z.array(z.string()).nullish() })).nullish(),
});
type TagList = z.infer<typeof TagList>;

/**
 * Its lists of tags name what is below, and what digests tags have:
 * https://github.com/google/go-containerregistry/blob/main/pkg/v1/google/list.go
 */
export const GAR: Vendor = {
  name: 'gar',
  title: TITLE,
  recognises: ({ host }) => host.endsWith('-docker.pkg.dev') || host === 'gcr.io' || host.endsWith('.gcr.io'),
  apiOrigin: (_evidence, registry) => registry,
  async *repositories(api, namespaces) {
    requireNamespaces(TITLE, api, namespaces);
    const seen = new Set<string>();
    yield* eachNamespace(namespaces, (namespace) => walk(api, namespace, seen, 0));
  },
  async *tags(api, repository) {
    yield tagsOf(await listOf(api, repository));
  },
};

async function* walk(
  api: VendorApi,
  folder: string,
  seen: Set<string>,
  depth: number,
): AsyncGenerator<string[], void, void> {
  if (seen.has(folder)) return;
  if (depth > MAX_DEPTH)
    throw new RegistryError(
      'too_large',
      `${TITLE} names repositories more than ${MAX_DEPTH} levels deep; those were not read.`,
    );
  if (seen.size >= MAX_REPOSITORIES)
    throw new RegistryError(
      'too_large',
      `${TITLE} lists more than ${MAX_REPOSITORIES} repositories; the rest was not read.`,
    );
  seen.add(folder);
  const list = await listOf(api, folder);
  if (tagsOf(list).length > 0 || Object.keys(list.manifest ?? {}).length > 0) yield [folder];
  for (const child of list.child ?? []) {
    if (typeof child !== 'string') continue;
    const below = `${folder}/${child}`;
    if (isRepositoryName(below)) yield* walk(api, below, seen, depth + 1);
    else yield [below]; // shown as a name that can't be asked for
  }
}

async function listOf(api: VendorApi, repository: string): Promise<TagList> {
  const answer = expectSuccess(api, await api.askRegistry(tagsPath(repository), pullScope(repository)));
  return parseBody(answer, TagList, 'a list of tags');
}

function tagsOf({ tags, manifest }: TagList): ListedTag[] {
  const digests = new Map<string, string>();
  for (const [digest, { tag }] of Object.entries(manifest ?? {}))
    for (const name of tag ?? []) digests.set(name, digest);
  const names = new Set([...(tags ?? []), ...digests.keys()]);
  return [...names].map((name) => listedTag(name, digests.get(name)));
}
