import { z } from 'zod';
import { isRepositoryName } from '@/lib/oci/names';
import { RegistryError } from '@/lib/oci/registry-error';
import { CATALOG_SCOPE, pullScope } from '@/lib/oci/scope';
import type { ApiListing } from '@/lib/oci/vendors/api-listing';
import { entriesSchema, parseBody } from '@/lib/oci/vendors/api-page';
import { expectSuccess } from '@/lib/oci/vendors/api-walk';
import { listedTag, tagListing } from '@/lib/oci/vendors/listed-tag';
import { repositoryListing } from '@/lib/oci/vendors/repository-listing';
import type { Vendor, VendorApi } from '@/lib/oci/vendors/vendor';

const PAGE_SIZE = 100;
const SEARCH = '/v2/_zot/ext/search';
const Extensions = z.looseObject({ extensions: z.array(z.looseObject({ name: z.string() })) });
const Page = z.looseObject({
  Page: z.looseObject({ TotalCount: z.int() }).nullish(),
  Results: entriesSchema.nullish(),
});
const Repository = z.looseObject({ Name: z.string() });
const Image = z.looseObject({ Tag: z.string(), Digest: z.string().optional() });

/** Its search: https://github.com/project-zot/zot/blob/main/pkg/extensions/search/schema.graphql */
export const ZOT: Vendor = {
  name: 'zot',
  title: 'zot',
  recognises: () => false,
  probe: {
    path: '/v2/_oci/ext/discover',
    answers: ({ status, body }) =>
      status === 200 &&
      (Extensions.safeParse(body).data?.extensions.some(({ name }) => name === '_zot') ?? false),
  },
  apiOrigin: (_evidence, registry) => registry,
  repositories(api) {
    const listing = repositoryListing((entry) => Repository.safeParse(entry).data?.Name);
    return search(
      api,
      listing,
      'RepoListWithNewestImage',
      CATALOG_SCOPE,
      (page) => `RepoListWithNewestImage(${page}){Page{TotalCount} Results{Name}}`,
    );
  },
  tags(api, repository) {
    if (!isRepositoryName(repository))
      throw new RegistryError('not_found', `“${repository.slice(0, 80)}” is not a repository name.`);
    const listing = tagListing((entry) => {
      const image = Image.safeParse(entry).data;
      return image === undefined ? [] : [listedTag(image.Tag, image.Digest)];
    });
    const name = JSON.stringify(repository);
    return search(
      api,
      listing,
      'ImageList',
      pullScope(repository),
      (page) => `ImageList(repo:${name},${page}){Page{TotalCount} Results{Tag Digest}}`,
    );
  },
};

/** Walks a search by offset, which is all of the query that changes from page to page. */
function search<Row>(
  api: VendorApi,
  listing: ApiListing<Row>,
  field: string,
  scope: string,
  select: (page: string) => string,
): AsyncGenerator<Row[], void, void> {
  const pathAt = (offset: number): string =>
    `${SEARCH}?${new URLSearchParams({ query: `{${select(`requestedPage:{limit:${PAGE_SIZE},offset:${offset}}`)}}` })}`;
  let offset = 0;
  return listing.walk(pathAt(0), async (path) => {
    const answer = expectSuccess(api, await api.askRegistry(path, scope));
    const schema = z.looseObject({ data: z.looseObject({ [field]: Page }) });
    const found = Page.parse(parseBody(answer, schema, 'the answer to a search').data[field]);
    const results = found.Results ?? [];
    offset += results.length;
    const more = results.length > 0 && offset < (found.Page?.TotalCount ?? 0);
    return { entries: results, next: more ? pathAt(offset) : undefined, answer };
  });
}
