import { basicAuthorization } from '@/lib/oci/credentials';
import type { Answer } from '@/lib/oci/exchange';
import { openSession, type ConnectionOptions } from '@/lib/oci/open-session';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import type { Session } from '@/lib/oci/session';
import type { WebClient, WebRequest } from '@/lib/oci/web-client';

/** One file at most takes this long, in milliseconds. */
const LONGEST = 300_000;

/**
 * Opens a client for one web server. Nothing is sent before the first call.
 * @throws AppError `invalid_configuration` when the concurrency is out of bounds
 */
export function createWebClient(options: ConnectionOptions): WebClient {
  return new WebSession(options);
}

class WebSession implements WebClient {
  readonly origin: string;
  private readonly session: Session;

  constructor(options: ConnectionOptions) {
    this.origin = new URL(options.url).origin;
    this.session = openSession(this.origin, options, {});
  }

  get requests(): number {
    return this.session.requests;
  }

  async get(url: URL, request: WebRequest, options: CallOptions = {}): Promise<Answer> {
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw new RegistryError('refused', `${url.protocol} addresses are not fetched.`);
    if (url.protocol === 'http:' && this.origin.startsWith('https:'))
      throw new RegistryError(
        'refused',
        `${url.host} was not asked: it is http, and ${this.origin} is https.`,
      );
    const answer = await this.fetch(url, request, options);
    const refused = answer.status === 401 && answer.direct && url.origin === this.origin;
    return refused && (await this.session.renewLogin(options)) ? this.fetch(url, request, options) : answer;
  }

  error(answer: Answer): RegistryError {
    return this.session.error(answer);
  }

  close(): Promise<void> {
    return this.session.close();
  }

  private async fetch(
    url: URL,
    { accept, maxBytes, headers = {} }: WebRequest,
    options: CallOptions,
  ): Promise<Answer> {
    const authorization = url.origin === this.origin ? await this.authorization(options) : undefined;
    return this.session.visit(
      {
        method: 'GET',
        url,
        accept,
        maxBytes,
        headers: authorization === undefined ? headers : { ...headers, authorization },
        total: LONGEST,
      },
      options,
    );
  }

  private async authorization(options: CallOptions): Promise<string | undefined> {
    const login = await this.session.login(options);
    if (login === undefined) return undefined;
    if ('username' in login) return basicAuthorization(login);
    return `Bearer ${'bearerToken' in login ? login.bearerToken : login.identityToken}`;
  }
}
