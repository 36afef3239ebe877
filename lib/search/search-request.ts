import { isRepositoryName } from '@/lib/oci/names';
import { REGISTRY_NAME } from '@/lib/references';
import { MAX_QUERY_LENGTH } from '@/lib/search/query';

/** Whether deprecated charts are listed with the others, left out, or listed alone. */
type DeprecatedFilter = 'show' | 'hide' | 'only';
export type SearchSort = 'relevance' | 'name' | 'updated';

/** How recent a chart must be: days, or longer ago than a year. */
export const UPDATED_CHOICES = ['7d', '30d', '90d', '365d', 'older'] as const;
export type UpdatedChoice = (typeof UPDATED_CHOICES)[number];

/** What is chosen beside the query. */
export interface SearchChoices {
  /** configured registry names; empty means all */
  registries: string[];
  /** a namespace and what lies below it; null means all */
  namespace: string | null;
  /** a keyword that charts must have; null means any */
  keyword: string | null;
  /** a channel that charts must have, without its track; null means any */
  channel: string | null;
  updated: UpdatedChoice | null;
  deprecated: DeprecatedFilter;
}

/** What to list: query, choices, order, and which part of the whole. */
export interface SearchRequest extends SearchChoices {
  /** at most 500 characters, without control characters, trimmed; empty lists everything */
  query: string;
  sort: SearchSort;
  /** how many hits to leave out at the front */
  offset: number;
  /** how many hits to give at most */
  limit: number;
}

/** Hits on one page of the list. */
export const PAGE_SIZE = 50;

const MAX_REGISTRIES = 100;
const MAX_PAGE = 100_000;
const MAX_CHOICE_LENGTH = 200;

/** A page's query parameters, as Next.js hands them over or as the browser has them. */
export type AddressParameters = URLSearchParams | Readonly<Record<string, string | string[] | undefined>>;

/** Every chart. */
export const NO_CHOICES: SearchChoices = {
  registries: [],
  namespace: null,
  keyword: null,
  channel: null,
  updated: null,
  deprecated: 'show',
};

/** Everything, in the default order, from the beginning. */
export const EVERYTHING: SearchRequest = {
  ...NO_CHOICES,
  query: '',
  sort: 'relevance',
  offset: 0,
  limit: PAGE_SIZE,
};

/** Brings what somebody typed into the form that is searched: no control characters, one space between words, at most 500 characters. */
export function normalizeQuery(text: string): string {
  const cut = text.slice(0, MAX_QUERY_LENGTH);
  return cut
    .replace(/\p{Surrogate}/gu, ' ')
    .replace(/[\p{Control}\s]+/gu, ' ')
    .trim();
}

/**
 * Reads what to list from the parameters of an address: `query`, `registry` (repeatable), `namespace`, `keyword`,
 * `channel`, `updated`, `deprecated`, `sort` and `page`. An address is typed and shared by people, so a part that makes
 * no sense counts as absent. Never throws.
 */
export function parseSearchRequest(parameters: AddressParameters): SearchRequest {
  const namespace = readFirst(parameters, 'namespace');
  const updated = readFirst(parameters, 'updated');
  const page = readPage(readFirst(parameters, 'page'));
  return {
    query: normalizeQuery(readFirst(parameters, 'query')),
    registries: [...new Set(readAll(parameters, 'registry').filter((name) => REGISTRY_NAME.test(name)))]
      .sort()
      .slice(0, MAX_REGISTRIES),
    namespace: isRepositoryName(namespace) ? namespace : null,
    keyword: readText(readFirst(parameters, 'keyword')),
    channel: readText(readFirst(parameters, 'channel')),
    updated: UPDATED_CHOICES.find((choice) => choice === updated) ?? null,
    deprecated: readChoice(readFirst(parameters, 'deprecated'), ['show', 'hide', 'only']),
    sort: readChoice(readFirst(parameters, 'sort'), ['relevance', 'name', 'updated']),
    offset: (page - 1) * PAGE_SIZE,
    limit: PAGE_SIZE,
  };
}

/**
 * Writes the parameters of the address that lists `request`; what is default is left out. The inverse of
 * `parseSearchRequest` for every request that begins at a page.
 */
export function formatSearchRequest(request: SearchRequest): string {
  const parameters = new URLSearchParams();
  if (request.query !== '') parameters.set('query', request.query);
  for (const registry of request.registries) parameters.append('registry', registry);
  for (const name of ['namespace', 'keyword', 'channel', 'updated'] as const) {
    const value = request[name];
    if (value !== null) parameters.set(name, value);
  }
  if (request.deprecated !== 'show') parameters.set('deprecated', request.deprecated);
  if (request.sort !== 'relevance') parameters.set('sort', request.sort);
  if (pageOf(request) > 1) parameters.set('page', String(pageOf(request)));
  return parameters.toString();
}

/** The address of the list that `request` asks for. */
export function searchPath(request: SearchRequest): string {
  const parameters = formatSearchRequest(request);
  return parameters === '' ? '/' : `/?${parameters}`;
}

/** The page of the list that `request` asks for, from 1. */
export function pageOf(request: SearchRequest): number {
  return Math.floor(request.offset / PAGE_SIZE) + 1;
}

/** Whether `request` leaves charts out for another reason than its query. */
export function isFiltered(request: SearchChoices): boolean {
  return (
    request.registries.length > 0 ||
    request.deprecated !== 'show' ||
    [request.namespace, request.keyword, request.channel, request.updated].some((choice) => choice !== null)
  );
}

function readAll(parameters: AddressParameters, name: string): string[] {
  if (parameters instanceof URLSearchParams) return parameters.getAll(name);
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

function readFirst(parameters: AddressParameters, name: string): string {
  return readAll(parameters, name)[0] ?? '';
}

function readText(text: string): string | null {
  const clean = normalizeQuery(text.slice(0, MAX_CHOICE_LENGTH));
  return clean === '' ? null : clean;
}

/** The first choice is the default. */
function readChoice<T extends string>(text: string, choices: readonly [T, ...T[]]): T {
  return choices.find((choice) => choice === text) ?? choices[0];
}

function readPage(text: string): number {
  const page = /^\d{1,6}$/.test(text) ? Number(text) : 1;
  return Math.min(Math.max(page, 1), MAX_PAGE);
}
