import type { Credentials } from '@/lib/oci/credentials';
import type { Answer } from '@/lib/oci/exchange';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import type { Session } from '@/lib/oci/session';
import type { ApiAnswer, ApiRequest, VendorApi } from '@/lib/oci/vendors/vendor';

/** One answer of an API at most: a page of a listing. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const ACCEPT = 'application/json, */*;q=0.5';

export interface VendorClientOptions {
  session: Session;
  registry: URL;
  /** where the API is */
  origin: URL;
  credentials: Credentials | undefined;
  token: string | undefined;
  call: CallOptions;
}

/** A vendor's API, asked through the registry's session: queue, retries and address guard are the same. */
export class VendorClient implements VendorApi {
  readonly registry: URL;
  readonly origin: URL;
  readonly credentials: Credentials | undefined;
  readonly token: string | undefined;
  private readonly session: Session;
  private readonly call: CallOptions;

  constructor({ session, registry, origin, credentials, token, call }: VendorClientOptions) {
    this.session = session;
    this.registry = registry;
    this.origin = origin;
    this.credentials = credentials;
    this.token = token;
    this.call = call;
  }

  async ask(path: string, { method = 'GET', headers = {}, body }: ApiRequest = {}): Promise<ApiAnswer> {
    const { origin } = this.origin;
    const url = URL.canParse(path, origin) ? new URL(path, origin) : undefined;
    if (url?.origin !== origin)
      throw new RegistryError(
        'refused',
        `${origin} leads to ${url?.origin ?? 'no address'}; it was not asked.`,
        {
          url: origin,
        },
      );
    const answer = await this.session.visit(
      {
        method,
        url,
        accept: ACCEPT,
        maxBytes: MAX_ANSWER_BYTES,
        headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
      },
      this.call,
    );
    return this.read(answer);
  }

  async askRegistry(path: string, scope: string): Promise<ApiAnswer> {
    const answer = await this.session.call(
      { method: 'GET', path, accept: ACCEPT, scope, maxBytes: MAX_ANSWER_BYTES, idempotent: true },
      this.call,
    );
    return this.read(answer);
  }

  private read(answer: Answer): ApiAnswer {
    const { status, headers, url, body } = answer;
    if (status === 429 || status >= 500) throw this.session.error(answer);
    return { status, headers, url, body: parseJson(body) };
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // the port says: undefined when it is none
    throw error;
  }
}
