import { createHash } from 'node:crypto';
import { LISTING_LIMITS, type ListingLimits } from '@/lib/oci/listing';
import { RegistryError } from '@/lib/oci/registry-error';
import { wrongShape } from '@/lib/oci/vendors/api-failure';
import type { ApiAnswer } from '@/lib/oci/vendors/vendor';

/** A page of a vendor's list. */
export interface ApiPage {
  /** what the page holds, unchecked */
  entries: readonly unknown[];
  /** path and query of the page after it; undefined at the end */
  next: string | undefined;
  /** what it was read from, for messages */
  answer: ApiAnswer;
}

export interface ApiListingOptions<Row> {
  /** what an entry stands for; none when it is malformed, which passes it over */
  rows: (entry: unknown) => readonly Row[];
  /** what tells rows apart */
  key: (row: Row) => string;
  limits?: Partial<ListingLimits>;
}

/** One listing, of one walk or several (one a namespace): its bounds hold for all of them, and no row comes twice. */
export class ApiListing<Row> {
  private readonly options: ApiListingOptions<Row>;
  private readonly limits: ListingLimits;
  private readonly seen = new Set<string>();
  private characters = 0;
  private pages = 0;

  constructor(options: ApiListingOptions<Row>) {
    this.options = options;
    this.limits = { ...LISTING_LIMITS, ...options.limits };
  }

  /**
   * Walks a list page by page. It ends where the API says so, and in any case: at the bounds (`too_large`) and when a
   * page is one that was there before (`protocol`), after what was read until then has been given out.
   * @param first path and query of the first page
   * @param read fetches a page
   * @throws RegistryError as said, and whatever `read` throws
   */
  async *walk(first: string, read: (path: string) => Promise<ApiPage>): AsyncGenerator<Row[], void, void> {
    const asked = new Set<string>();
    const contents = new Set<string>();
    for (let path: string | undefined = first; path !== undefined;) {
      this.pages += 1;
      asked.add(path);
      const { entries, next, answer } = await read(path);
      const content = contentOf(entries);
      if (contents.has(content)) throw wrongShape(answer, 'is a page that was there before');
      contents.add(content);
      yield* this.add(entries, answer);
      if (next !== undefined && asked.has(next))
        throw wrongShape(answer, 'leads back to a page already read');
      if (next !== undefined && this.pages >= this.limits.pages)
        throw endless(answer, `more than ${this.limits.pages} pages`);
      path = next;
    }
  }

  private *add(entries: readonly unknown[], answer: ApiAnswer): Generator<Row[], void, void> {
    const fresh: Row[] = [];
    for (const row of entries.flatMap(this.options.rows)) {
      const key = this.options.key(row);
      if (this.seen.has(key)) continue;
      const excess = this.excessOf(key);
      if (excess !== undefined) {
        if (fresh.length > 0) yield fresh;
        throw endless(answer, excess);
      }
      this.seen.add(key);
      this.characters += key.length;
      fresh.push(row);
    }
    if (fresh.length > 0) yield fresh;
  }

  private excessOf(key: string): string | undefined {
    if (this.seen.size >= this.limits.items) return `more than ${this.limits.items} names`;
    return this.characters + key.length > this.limits.characters
      ? `more than ${this.limits.characters} characters of names`
      : undefined;
  }
}

/** Told by the entries alone: around them may be counters and marks that change from call to call. */
function contentOf(entries: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(entries)).digest('base64');
}

function endless({ url, status }: ApiAnswer, what: string): RegistryError {
  return new RegistryError('too_large', `${url} lists ${what}; the rest was not read.`, { url, status });
}
