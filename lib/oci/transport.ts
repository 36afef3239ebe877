import type { Lookup } from '@/lib/oci/address-guard';
import { Readable } from 'node:stream';
import { exchange, type Answer, type Call } from '@/lib/oci/exchange';
import { Network, type TlsSettings } from '@/lib/oci/network';
import { isRedirect, MAX_REDIRECTS, redirectTarget } from '@/lib/oci/redirect';
import { RegistryError } from '@/lib/oci/registry-error';
import { TrustedHosts } from '@/lib/oci/trusted-hosts';

/** All in milliseconds. */
export interface Timeouts {
  /** until the connection stands, TLS included */
  connect: number;
  /** from the request to the answer's headers */
  headers: number;
  /** the longest silence within a body */
  idle: number;
  /** one request and its answer, blobs excepted */
  total: number;
  /** one blob */
  blob: number;
}

/** Blobs read as streams at a time. Further ones wait for a connection, as long as for an answer. */
const MAX_STREAMS = 64;

export const TIMEOUTS: Timeouts = {
  connect: 10_000,
  headers: 30_000,
  idle: 30_000,
  total: 60_000,
  blob: 300_000,
};

export interface TransportOptions {
  /** the registry's origin */
  origin: string;
  /** connections to the registry for ordinary calls, and as many for uploads */
  connections: number;
  timeouts: Timeouts;
  tls?: TlsSettings | undefined;
  /** whether the environment's proxies are used; `off` by default */
  proxy?: 'environment' | 'off' | undefined;
  /** other origins that the configuration names, such as that of a vendor's API */
  partners?: readonly string[] | undefined;
  /** hosts the registry may point at although they are inside a private network: `host:port`, or `host` */
  trustedHosts?: readonly string[] | undefined;
  /** how names of other hosts are looked up; the system's way by default */
  lookup?: Lookup | undefined;
}

/** Headers that say nothing of the caller. */
const HARMLESS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'if-modified-since',
  'if-none-match',
  'range',
  'user-agent',
]);

/** The calls to one server, and to the hosts it points at. */
export class Transport {
  /** whom the configuration trusts: the server itself, and what is named beside it */
  readonly trusted: TrustedHosts;
  private sent = 0;
  /**
   * Connections apart, as some wait for others: an upload for the stream it is fed from, a stream for its reader, who is
   * an upload, and either for an ordinary call, such as one for a token. Those wait for nobody.
   */
  private readonly calls: Network;
  private readonly streams: Network;
  private readonly uploads: Network;

  constructor(options: TransportOptions) {
    this.trusted = new TrustedHosts([options.origin, ...(options.partners ?? [])], options.trustedHosts);
    this.calls = new Network({ ...options, trusted: this.trusted });
    this.streams = new Network({ ...options, trusted: this.trusted, connections: MAX_STREAMS });
    this.uploads = new Network({ ...options, trusted: this.trusted });
  }

  /** Requests sent so far, redirects included. */
  get requests(): number {
    return this.sent;
  }

  /** Sends a call and follows redirects of GET and HEAD, without the login once they leave the origin first asked. */
  async send(call: Call): Promise<Answer> {
    const answer = await this.sendOnce(call);
    const reads = call.method === 'GET' || call.method === 'HEAD';
    return reads && isRedirect(answer.status) ? this.follow(call, answer) : answer;
  }

  /** Sends a call and follows no redirect, as it may carry a password. */
  async sendOnce(call: Call): Promise<Answer> {
    const dispatcher = this.networkFor(call).dispatcherFor(call.origin);
    this.sent += 1;
    return exchange(dispatcher, call);
  }

  /** Ends everything at once; calls under way fail with `canceled`. */
  async close(): Promise<void> {
    await Promise.all([this.calls.close(), this.streams.close(), this.uploads.close()]);
  }

  private networkFor({ into, body }: Call): Network {
    if (into !== undefined) return this.streams;
    return body instanceof Readable ? this.uploads : this.calls;
  }

  private async follow(first: Call, redirect: Answer): Promise<Answer> {
    let from = new URL(first.path, first.origin);
    let call = first;
    let answer = redirect;
    for (let hops = 0; hops < MAX_REDIRECTS; hops += 1) {
      const target = redirectTarget(answer, from, this.trusted);
      // Once away from an origin the login does not come back, not even when a later hop leads home.
      const headers = target.origin === call.origin ? call.headers : withoutAuthorization(call.headers);
      call = { ...call, origin: target.origin, path: target.pathname + target.search, headers };
      answer = await this.sendOnce(call);
      if (!isRedirect(answer.status)) {
        answer.direct = target.origin === first.origin;
        return answer;
      }
      from = target;
    }
    throw new RegistryError(
      'refused',
      `${first.method} ${redirect.url} redirects more than ${MAX_REDIRECTS} times.`,
      {
        method: first.method,
        url: redirect.url,
        status: answer.status,
      },
    );
  }
}

/** What may be told to a host nobody asked for: not the login, nor what a vendor's API takes as one. */
function withoutAuthorization(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.has(name)));
}
