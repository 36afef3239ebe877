import { AppError } from '@/lib/errors';
import { isDigest, isRepositoryName, isTag, type Digest } from '@/lib/oci/names';

/** A chart repository in one configured registry. */
export interface ChartAddress {
  /** the registry's configured name, not its host */
  registry: string;
  repository: string;
}

/** The three ways to say which release of a chart is meant. */
export type Selector =
  | { kind: 'version'; version: string }
  | { kind: 'channel'; tag: string }
  | { kind: 'digest'; digest: Digest };

/** A chart, and optionally one release of it: `production/platform/app@1.2.1`, `…:1-stable`, `…@sha256:…`. */
export interface ChartReference extends ChartAddress {
  selector?: Selector;
}

/** A reference as people paste it: `oci://registry.example.com/platform/app:1.2.1`. */
export interface OciReference {
  /** host, with the port when one is written */
  host: string;
  repository: string;
  selector?: Selector;
}

/** A registry's name in configuration and addresses: lower case, digits, dots and dashes, at most 63 characters. */
export const REGISTRY_NAME = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;

// SemVer with build metadata written as `+`; long enough for every real version, short enough to refuse a flood.
const VERSION = /^[0-9A-Za-z][0-9A-Za-z.+-]{0,127}$/;

/** `@1.2.1`, `:1-stable`, `@sha256:…`, or the empty string when there is no selector. */
function formatSelector(selector: Selector | undefined): string {
  if (selector === undefined) return '';
  switch (selector.kind) {
    case 'version':
      return `@${selector.version}`;
    case 'channel':
      return `:${selector.tag}`;
    case 'digest':
      return `@${selector.digest}`;
  }
}

/** The reference as text: `<registry>/<repository><selector>`. The inverse of `parseChartReference`. */
export function formatChartReference(reference: ChartReference): string {
  return `${reference.registry}/${reference.repository}${formatSelector(reference.selector)}`;
}

/** The address of a chart's page. */
export function chartPath(reference: ChartReference): string {
  return `/charts/${formatChartReference(reference)}`;
}

/** The address of the feed of a chart, or of one of its channels. */
export function feedPath(reference: ChartReference, format: 'atom' | 'json'): string {
  return `/feeds/${formatChartReference(reference)}.${format}`;
}

/** The address of a chart in the HTTP API. */
export function chartApiPath(reference: ChartReference): string {
  return `/api/v1/charts/${formatChartReference(reference)}`;
}

/**
 * Reads `<registry>/<repository>[@version|:channel|@digest]`.
 * Neither `@` nor `:` can occur in a repository name, so the first of them starts the selector.
 * @throws AppError `invalid_reference` when a part is outside its grammar
 */
export function parseChartReference(text: string): ChartReference {
  const slash = text.indexOf('/');
  const registry = slash < 0 ? text : text.slice(0, slash);
  if (!REGISTRY_NAME.test(registry)) throw invalid(text, 'the registry name is not valid');
  const { repository, selector } = splitSelector(slash < 0 ? '' : text.slice(slash + 1), text);
  return selector === undefined ? { registry, repository } : { registry, repository, selector };
}

/**
 * Reads the segments of a catch-all route below `/charts` or `/api/v1/charts`.
 * Next.js hands pages encoded segments and route handlers decoded ones; `%` cannot occur in a valid reference, so
 * decoding here is right for both.
 * @throws AppError `invalid_reference`
 */
export function parseChartSegments(segments: readonly string[]): ChartReference {
  return parseChartReference(decodeAddress(segments.join('/')));
}

/**
 * A percent-encoded part of an address as text.
 * @throws AppError `invalid_reference` when the encoding is broken or is not that of UTF-8
 */
export function decodeAddress(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch (error) {
    throw new AppError('invalid_reference', 'The address holds a broken percent-encoding.', { cause: error });
  }
}

/**
 * Reads what people paste from a terminal: `oci://host[:port]/repository[:tag|@digest]`, with or without `oci://`.
 * Without the scheme the host must look like one (a dot, a port, or `localhost`), so that a search term stays one.
 * @returns undefined when the text is not such a reference. Never throws.
 */
export function parseOciReference(text: string): OciReference | undefined {
  const trimmed = text.trim();
  const hasScheme = trimmed.startsWith('oci://');
  const rest = hasScheme ? trimmed.slice('oci://'.length) : trimmed;
  const slash = rest.indexOf('/');
  if (slash <= 0) return undefined;
  const host = rest.slice(0, slash).toLowerCase();
  if (!/^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/.test(host)) return undefined;
  if (!hasScheme && !/[.:]/.test(host) && host !== 'localhost') return undefined;
  try {
    const { repository, selector } = splitSelector(rest.slice(slash + 1).replace(/\/+$/, ''), trimmed);
    return selector === undefined ? { host, repository } : { host, repository, selector };
  } catch {
    return undefined; // the doc comment promises undefined for text outside the grammar
  }
}

function splitSelector(text: string, whole: string): { repository: string; selector?: Selector } {
  const at = text.search(/[@:]/);
  const repository = at < 0 ? text : text.slice(0, at);
  if (!isRepositoryName(repository)) throw invalid(whole, 'the repository name is outside the OCI grammar');
  if (at < 0) return { repository };
  const value = text.slice(at + 1);
  if (text[at] === ':') {
    // `app:1.2.1@sha256:…` is how Helm writes a pinned tag; the digest is the stronger statement.
    const pinned = value.indexOf('@');
    if (pinned > 0 && isDigest(value.slice(pinned + 1))) {
      return { repository, selector: { kind: 'digest', digest: value.slice(pinned + 1) as Digest } };
    }
    if (!isTag(value)) throw invalid(whole, 'the tag is outside the OCI grammar');
    return { repository, selector: { kind: 'channel', tag: value } };
  }
  if (isDigest(value)) return { repository, selector: { kind: 'digest', digest: value } };
  if (!VERSION.test(value)) throw invalid(whole, 'the version is not valid');
  return { repository, selector: { kind: 'version', version: value } };
}

function invalid(text: string, reason: string): AppError {
  return new AppError('invalid_reference', `“${text.slice(0, 200)}” is not a chart reference: ${reason}.`);
}
