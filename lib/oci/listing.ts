import { nextPage, parseNextLink } from '@/lib/oci/link-header';
import type { Answer } from '@/lib/oci/exchange';
import { RegistryError } from '@/lib/oci/registry-error';

/** Bounds of one listing. */
export interface ListingLimits {
  items: number;
  pages: number;
  /** of all names together: few names can be long ones */
  characters: number;
}

/** The characters are those of 100,000 names as long as the specification lets them be. */
export const LISTING_LIMITS: ListingLimits = { items: 100_000, pages: 1000, characters: 25_500_000 };

/** Page sizes to ask for, best first: some registries refuse a large `n`, and some every `n`. */
const PAGE_SIZES: readonly (number | undefined)[] = [1000, 100, undefined];
/** What registries answer to an `n` they do not like. */
const PAGE_SIZE_REFUSED: ReadonlySet<number> = new Set([400, 405, 413]);

/** One of a registry's lists, and the page size it was found to take. */
export class Listing {
  private readonly limits: ListingLimits;
  private readonly field: 'repositories' | 'tags';
  private sizeIndex = 0;

  /** @param field the member of the answer that holds the names */
  constructor(field: 'repositories' | 'tags', limits: ListingLimits) {
    this.field = field;
    this.limits = limits;
  }

  /** The page size this registry takes; null when it takes none we know of. */
  get pageSize(): number | null {
    return PAGE_SIZES[this.sizeIndex] ?? null;
  }

  /**
   * Walks a list page by page, each name once. It ends where the registry says so, and in any case: at the caps
   * (`too_large`) and when a page leads back (`protocol`), after what was read until then has been given out.
   * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags
   * @param origin the registry's origin
   * @param path of the list, without a query
   * @param get fetches a page; answers with any status
   * @param fail makes the error for an answer that is no success
   */
  async *pages(
    origin: string,
    path: string,
    get: (path: string) => Promise<Answer>,
    fail: (answer: Answer) => RegistryError,
  ): AsyncGenerator<string[], void, void> {
    const seen = new Set<string>();
    const asked = new Set<string>();
    let { answer, url } = await this.firstPage(new URL(path, origin), get);
    let linked = false;
    let guessed = false;
    let characters = 0;
    for (let pages = 1; ; pages += 1) {
      if (answer.status !== 200) {
        // A page nobody promised: the list simply ended before it.
        if (guessed && answer.status < 500 && answer.status !== 401 && answer.status !== 429) return;
        throw fail(answer);
      }
      asked.add(url.pathname + url.search);
      const names = readNames(answer, this.field);
      const fresh = names.filter((name) => !seen.has(name) && seen.add(name));
      characters += fresh.reduce((sum, name) => sum + name.length, 0);
      if (characters > this.limits.characters)
        throw endless(answer, `more than ${this.limits.characters} characters of names`);
      const room = this.limits.items - (seen.size - fresh.length);
      if (fresh.length > 0) yield fresh.slice(0, room);
      if (fresh.length > room) throw endless(answer, `more than ${this.limits.items} names`);
      const link = parseNextLink(answer.headers.link);
      linked ||= link !== undefined;
      // A registry that once gave a link means the end when it gives none.
      if (link === undefined && linked) return;
      guessed = !linked;
      const next = link === undefined ? guessNext(url, names, fresh) : nextPage(url, link);
      if (next === undefined) {
        if (guessed) return;
        throw protocolError(answer, 'names a next page that leads nowhere');
      }
      if (asked.has(next.pathname + next.search) || (names.length > 0 && fresh.length === 0))
        throw protocolError(answer, 'leads back to names already listed');
      if (pages >= this.limits.pages) throw endless(answer, `more than ${this.limits.pages} pages`);
      url = next;
      answer = await get(url.pathname + url.search);
    }
  }

  private async firstPage(
    list: URL,
    get: (path: string) => Promise<Answer>,
  ): Promise<{ answer: Answer; url: URL }> {
    for (let index = this.sizeIndex; ; index += 1) {
      const size = PAGE_SIZES[index];
      const url = new URL(list);
      if (size !== undefined) url.searchParams.set('n', String(size));
      const answer = await get(url.pathname + url.search);
      if (size !== undefined && PAGE_SIZE_REFUSED.has(answer.status)) continue;
      if (answer.status === 200) this.sizeIndex = index;
      return { answer, url };
    }
  }
}

/** A full page without a link: some registries leave the link out, so the rest is asked for by its last name. */
function guessNext(url: URL, names: readonly string[], fresh: readonly string[]): URL | undefined {
  const last = names.at(-1);
  if (last === undefined || fresh.length === 0 || String(names.length) !== url.searchParams.get('n'))
    return undefined;
  const next = new URL(url);
  next.searchParams.set('last', last);
  return next;
}

function readNames(answer: Answer, field: string): string[] {
  let document: unknown;
  try {
    document = JSON.parse(answer.body.toString('utf8'));
  } catch (error) {
    throw protocolError(
      answer,
      `is not JSON (${String(answer.headers['content-type'] ?? 'no Content-Type')})`,
      error,
    );
  }
  const names =
    typeof document === 'object' && document !== null
      ? (document as Record<string, unknown>)[field]
      : undefined;
  if (names === null) return [];
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw protocolError(answer, `holds no list of ${field}`);
  return names;
}

function protocolError({ method, url, status }: Answer, what: string, cause?: unknown): RegistryError {
  return new RegistryError('protocol', `The answer to ${method} ${url} ${what.slice(0, 200)}.`, {
    method,
    url,
    status,
    cause,
  });
}

function endless({ method, url, status }: Answer, what: string): RegistryError {
  return new RegistryError('too_large', `${method} ${url} lists ${what}; the rest was not read.`, {
    method,
    url,
    status,
  });
}
