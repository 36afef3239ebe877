import { z } from 'zod';
import { CATALOG_SCOPE } from '@/lib/oci/scope';
import { entriesSchema, parseBody } from '@/lib/oci/vendors/api-page';
import { expectSuccess, pageAfterLink } from '@/lib/oci/vendors/api-walk';
import { listedTag, tagListing } from '@/lib/oci/vendors/listed-tag';
import { repositoryListing } from '@/lib/oci/vendors/repository-listing';
import type { Vendor } from '@/lib/oci/vendors/vendor';

const PAGE_SIZE = 100;
const Catalog = z.looseObject({ repositories: entriesSchema.nullish() });
const Tag = z.looseObject({ name: z.string(), digest: z.string().optional() });
const Tags = z.looseObject({ tags: entriesSchema.nullish() });

/** Its API, with the registry's own tokens: https://learn.microsoft.com/rest/api/containerregistry/ */
export const ACR: Vendor = {
  name: 'acr',
  title: 'Azure Container Registry',
  recognises: ({ host }) => /\.azurecr\.(io|cn|us)$/.test(host),
  apiOrigin: (_evidence, registry) => registry,
  repositories(api) {
    const listing = repositoryListing((entry) => z.string().safeParse(entry).data);
    return listing.walk(`/acr/v1/_catalog?n=${PAGE_SIZE}`, async (path) => {
      const answer = expectSuccess(api, await api.askRegistry(path, CATALOG_SCOPE));
      const { repositories } = parseBody(answer, Catalog, 'a list of repositories');
      return pageAfterLink(api.registry, answer, repositories ?? []);
    });
  },
  tags(api, repository) {
    const listing = tagListing((entry) => {
      const tag = Tag.safeParse(entry).data;
      return tag === undefined ? [] : [listedTag(tag.name, tag.digest)];
    });
    const scope = `repository:${repository}:metadata_read`;
    return listing.walk(`/acr/v1/${repository}/_tags?n=${PAGE_SIZE}`, async (path) => {
      const answer = expectSuccess(api, await api.askRegistry(path, scope));
      return pageAfterLink(api.registry, answer, parseBody(answer, Tags, 'a list of tags').tags ?? []);
    });
  },
};
