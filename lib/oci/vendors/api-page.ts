import { z } from 'zod';
import { parseNextLink } from '@/lib/oci/link-header';
import { wrongShape } from '@/lib/oci/vendors/api-failure';
import type { ApiPage } from '@/lib/oci/vendors/api-listing';
import type { ApiAnswer } from '@/lib/oci/vendors/vendor';

/** The entries of a list, each to be checked on its own: one that is malformed does not spoil the others. */
export const entriesSchema = z.array(z.unknown());

/**
 * The answer's body, when it is what the schema says.
 * @param answer a success
 * @param what the body should be: `a list of repositories`
 * @throws RegistryError `protocol`
 */
export function parseBody<Body>(answer: ApiAnswer, schema: z.ZodType<Body>, what: string): Body {
  const result = schema.safeParse(answer.body);
  if (result.success) return result.data;
  throw wrongShape(answer, answer.body === undefined ? 'is not JSON' : `is not ${what}`);
}

/**
 * A page of a list whose pages are numbered by the parameter `page`. Whether there is another is told by
 * `X-Next-Page`, a link or `X-Total-Count`, and without these by the page being full. Addresses in the answer are not
 * followed.
 * @param path what was asked, with its `page`
 * @param size entries of a full page
 */
export function numberedPage(
  path: string,
  answer: ApiAnswer,
  entries: readonly unknown[],
  size: number,
): ApiPage {
  const more = saysMore(path, answer) ?? entries.length >= size;
  return { entries, next: more ? withPage(path, pageOf(path) + 1) : undefined, answer };

  function saysMore(asked: string, { headers }: ApiAnswer): boolean | undefined {
    const nextPage = headers['x-next-page'];
    if (typeof nextPage === 'string') return nextPage !== '';
    if (parseNextLink(headers.link) !== undefined) return true;
    const total = headers['x-total-count'];
    return typeof total === 'string' && /^\d{1,9}$/.test(total)
      ? Number(total) > pageOf(asked) * size
      : undefined;
  }
}

function pageOf(path: string): number {
  return Number(parametersOf(path).get('page') ?? 1);
}

/** `path` with the parameter `page` set to `page`. */
export function withPage(path: string, page: number): string {
  const parameters = parametersOf(path);
  parameters.set('page', String(page));
  return `${path.split('?', 1)[0]}?${parameters}`;
}

function parametersOf(path: string): URLSearchParams {
  const query = path.indexOf('?');
  return new URLSearchParams(query < 0 ? '' : path.slice(query));
}
