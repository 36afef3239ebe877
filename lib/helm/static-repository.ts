import { parseRepositoryAddress, resolveChartAddress, shownAddress } from '@/lib/helm/chart-address';
import { MAX_INDEX_BYTES } from '@/lib/helm/index-document';
import type { RepositoryIndex } from '@/lib/helm/packed-index';
import { parseIndexAside, type ReadIndex } from '@/lib/helm/parse-index-aside';
import type { IndexedVersion } from '@/lib/helm/repository-index';
import { matchesDigest } from '@/lib/oci/digest';
import { isHtml, type Answer } from '@/lib/oci/exchange';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';
import { SingleFlight } from '@/lib/oci/single-flight';
import type { WebClient } from '@/lib/oci/web-client';

/** A chart repository: a folder on a web server with an index.yaml and chart archives. ChartMuseum serves one, too. */
export interface StaticRepository {
  /** the folder's address, without a query */
  readonly url: string;
  /**
   * What the repository offers now. Asks at most once, with the validators of the last answer; the same object comes
   * back as long as nothing changed. Callers at the same time share one request.
   * @throws RegistryError when the index could not be had or read; the one read before is kept
   */
  index(call?: CallOptions): Promise<RepositoryIndex>;
  /**
   * The versions of a chart, newest first, of the index read last; one is read when there is none.
   * @throws RegistryError `not_found` when the index does not list the chart, and as `index`
   */
  versions(chart: string, call?: CallOptions): Promise<readonly IndexedVersion[]>;
  /**
   * A version's archive, checked against its digest where the index names one. Its addresses are tried in order.
   * @param maxBytes most bytes of the archive
   * @throws RegistryError when no address gave it, with what each answered; `canceled` at once
   */
  archive(chart: string, version: IndexedVersion, maxBytes: number, call?: CallOptions): Promise<Uint8Array>;
}

export interface StaticRepositoryOptions {
  /** the folder the index.yaml lies in */
  url: string;
  /** for that folder's origin */
  client: WebClient;
}

/** The index held, and what to ask with whether it changed. */
interface Held extends ReadIndex {
  validators: Record<string, string>;
}

// Some servers know no media type for either, or refuse what is not listed.
const ACCEPT_INDEX = 'application/yaml, text/yaml, application/x-yaml, application/json, text/plain, */*';
const ACCEPT_ARCHIVE = 'application/gzip, application/x-tar, application/octet-stream, */*';

/**
 * Opens a chart repository: https://helm.sh/docs/topics/chart_repository/. Nothing is asked yet.
 * @throws AppError `invalid_configuration` when `url` is no address of one
 */
export function openStaticRepository({ url, client }: StaticRepositoryOptions): StaticRepository {
  const address = parseRepositoryAddress(url);
  const indexAddress = resolveChartAddress(address, 'index.yaml');
  const flights = new SingleFlight<Held>();
  let held: Held | undefined;

  const index = async (call: CallOptions = {}): Promise<RepositoryIndex> => {
    const read = await flights.join('index', call.signal, async (signal) => {
      held = await readIndex(client, indexAddress, held, { ...call, signal });
      return held;
    });
    return read.index;
  };

  return {
    url: shownAddress(address),
    index,
    async versions(chart, call) {
      const versions = (held?.index ?? (await index(call))).versions(chart);
      if (versions !== undefined) return versions;
      throw new RegistryError('not_found', `${shownAddress(indexAddress)} does not list the chart ${chart}.`);
    },
    archive: (chart, version, maxBytes, call = {}) =>
      readArchive(client, address, `${chart} ${version.version}`, version, maxBytes, call),
  };
}

async function readIndex(
  client: WebClient,
  address: URL,
  held: Held | undefined,
  call: CallOptions,
): Promise<Held> {
  const answer = await client.get(
    address,
    { accept: ACCEPT_INDEX, maxBytes: MAX_INDEX_BYTES, headers: held?.validators ?? {} },
    call,
  );
  if (answer.status === 304 && held !== undefined) return held;
  checkAnswer(client, answer);
  const read = await parseIndexAside(answer.body, answer.url, {
    previous: held,
    signal: call.signal,
    priority: call.priority,
  });
  return { digest: read.digest, index: read.index, validators: validatorsOf(answer) };
}

/** https://www.rfc-editor.org/rfc/rfc9110.html#name-conditional-requests */
function validatorsOf({ headers }: Answer): Record<string, string> {
  const etag = headers.etag;
  const modified = headers['last-modified'];
  return {
    ...(typeof etag === 'string' && { 'if-none-match': etag }),
    ...(typeof modified === 'string' && { 'if-modified-since': modified }),
  };
}

function checkAnswer(client: WebClient, answer: Answer): void {
  const { status, url, method } = answer;
  if (status !== 200) throw client.error(answer);
  if (isHtml(answer))
    throw new RegistryError('protocol', `${method} ${url} answered with a web page.`, {
      status,
      url,
      method,
    });
}

async function readArchive(
  client: WebClient,
  repository: URL,
  place: string,
  { digest, urls }: IndexedVersion,
  maxBytes: number,
  call: CallOptions,
): Promise<Uint8Array> {
  const failures: RegistryError[] = [];
  for (const reference of urls) {
    try {
      const address = resolveChartAddress(repository, reference);
      const answer = await client.get(address, { accept: ACCEPT_ARCHIVE, maxBytes }, call);
      checkAnswer(client, answer);
      if (digest === null || matchesDigest(answer.body, digest)) return answer.body;
      const { url } = answer;
      throw new RegistryError('digest_mismatch', `${url} does not have the digest the index names.`, { url });
    } catch (error) {
      if (!(error instanceof RegistryError) || error.kind === 'canceled') throw error;
      failures.push(error);
    }
  }
  throw archiveError(place, failures);
}

function archiveError(place: string, failures: readonly RegistryError[]): RegistryError {
  const [first] = failures;
  if (first === undefined)
    return new RegistryError('not_found', `The index names no address for the archive of ${place}.`);
  if (failures.length === 1) return first;
  return new RegistryError(
    commonKind(failures),
    `No address gave the archive of ${place}. ${failures.map(({ message }) => message).join(' ')}`,
    { cause: new AggregateError(failures) },
  );
}

/** “Not found” only when each says so: an address that did not answer may have it. */
function commonKind(failures: readonly RegistryError[]): RegistryErrorKind {
  return failures.find(({ kind }) => kind !== 'not_found')?.kind ?? 'not_found';
}
