import { z } from 'zod';
import { entriesSchema, parseBody, withPage } from '@/lib/oci/vendors/api-page';
import { expectSuccess } from '@/lib/oci/vendors/api-walk';
import { listedTag, tagListing } from '@/lib/oci/vendors/listed-tag';
import { eachNamespace, ownersOf } from '@/lib/oci/vendors/namespace';
import { repositoryListing } from '@/lib/oci/vendors/repository-listing';
import type { Vendor, VendorApi } from '@/lib/oci/vendors/vendor';

const PAGE_SIZE = 100;
const Repository = z.looseObject({ namespace: z.string(), name: z.string() });
const Repositories = z.looseObject({ repositories: entriesSchema, next_page: z.string().nullish() });
const Tag = z.looseObject({ name: z.string(), manifest_digest: z.string().optional() });
const Tags = z.looseObject({ tags: entriesSchema, has_additional: z.boolean().optional() });
const Discovery = z.looseObject({ basePath: z.string(), apis: z.unknown().optional(), paths: z.unknown() });

/** Its API: https://docs.quay.io/api/ Robots may not use it: it wants an OAuth token, or lists what is public. */
export const QUAY: Vendor = {
  name: 'quay',
  title: 'Quay',
  recognises: ({ host }) => host === 'quay.io',
  probe: {
    path: '/api/v1/discovery',
    answers: ({ status, body }) => status === 200 && Discovery.safeParse(body).success,
  },
  apiOrigin: (_evidence, registry) => registry,
  repositories(api, namespaces) {
    const listing = repositoryListing((entry) => {
      const repository = Repository.safeParse(entry).data;
      return repository === undefined ? undefined : `${repository.namespace}/${repository.name}`;
    });
    const list = (parameters: Record<string, string>): AsyncGenerator<string[], void, void> => {
      const query = new URLSearchParams(
        api.token === undefined ? { ...parameters, public: 'true' } : parameters,
      );
      const first = `/api/v1/repository?${query}`;
      return listing.walk(first, async (path) => {
        const answer = expectSuccess(api, await api.ask(path, { headers: tokenOf(api) }));
        const { repositories, next_page: next } = parseBody(answer, Repositories, 'a list of repositories');
        query.set('next_page', next ?? '');
        return { entries: repositories, next: next ? `/api/v1/repository?${query}` : undefined, answer };
      });
    };
    if (namespaces.length === 0) return list({ public: 'true' });
    return eachNamespace(ownersOf(namespaces), (namespace) => list({ namespace }));
  },
  tags(api, repository) {
    const listing = tagListing((entry) => {
      const tag = Tag.safeParse(entry).data;
      return tag === undefined ? [] : [listedTag(tag.name, tag.manifest_digest)];
    });
    const first = `/api/v1/repository/${repository}/tag/?limit=${PAGE_SIZE}&page=1&onlyActiveTags=true`;
    let page = 1;
    return listing.walk(first, async (path) => {
      const answer = expectSuccess(api, await api.ask(path, { headers: tokenOf(api) }));
      const { tags, has_additional: more } = parseBody(answer, Tags, 'a list of tags');
      page += 1;
      return { entries: tags, next: more === true ? withPage(path, page) : undefined, answer };
    });
  },
};

function tokenOf({ token }: VendorApi): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
