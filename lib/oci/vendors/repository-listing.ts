import { ApiListing } from '@/lib/oci/vendors/api-listing';

/** @param name the repository an entry stands for; undefined when it is malformed or none of the kind wanted */
export function repositoryListing(name: (entry: unknown) => string | undefined): ApiListing<string> {
  return new ApiListing({
    rows: (entry) => {
      const repository = name(entry);
      return repository === undefined || repository === '' ? [] : [repository];
    },
    key: (repository) => repository,
  });
}
