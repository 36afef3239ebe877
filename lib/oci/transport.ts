import { Agent, Pool, type Dispatcher } from 'undici';
import { guardedLookup, literalReach, type AddressReach, type Lookup } from '@/lib/oci/address-guard';
import { exchange, type Answer, type Call } from '@/lib/oci/exchange';
import { isRedirect, MAX_REDIRECTS, redirectTarget } from '@/lib/oci/redirect';
import { RegistryError } from '@/lib/oci/registry-error';

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
  /** connections to the registry */
  connections: number;
  timeouts: Timeouts;
  /** how names of other hosts are looked up; the system's way by default */
  lookup?: Lookup | undefined;
}

/** Longer than undici's 4 s, so that a person clicking around keeps the connection; shorter than common proxies' 60 s. */
const KEEP_ALIVE = 15_000;
/** Storage: only hosts anyone can reach. */
const STORAGE_REACH: ReadonlySet<AddressReach> = new Set<AddressReach>(['public']);
/** A login service is often on the registry's private network; on this machine only when the registry is, too. */
const LOGIN_REACH: readonly AddressReach[] = ['public', 'private'];

/**
 * The connections of one registry: a pool to its own origin, which the operator named and is trusted to be reachable,
 * and guarded connections to the hosts the registry points at.
 */
export class Transport {
  private sent = 0;
  private readonly options: TransportOptions;
  private readonly host: string;
  private readonly pool: Pool;
  private readonly storage: Dispatcher;
  private readonly logins: Dispatcher;
  private readonly ownHost: Dispatcher;

  constructor(options: TransportOptions) {
    this.options = options;
    this.host = new URL(options.origin).hostname;
    const common = {
      connections: options.connections,
      pipelining: 1,
      headersTimeout: options.timeouts.headers,
      bodyTimeout: options.timeouts.idle,
      keepAliveTimeout: KEEP_ALIVE,
    };
    const timeout = options.timeouts.connect;
    this.pool = new Pool(options.origin, { ...common, connect: { timeout } });
    this.ownHost = new Agent({ ...common, connect: { timeout } });
    this.storage = new Agent({
      ...common,
      connect: { timeout, lookup: guardedLookup(STORAGE_REACH, options.lookup) },
    });
    const loginReach = new Set(LOGIN_REACH);
    if (literalReach(this.host) === 'loopback') loginReach.add('loopback');
    this.logins = new Agent({
      ...common,
      connect: { timeout, lookup: guardedLookup(loginReach, options.lookup) },
    });
  }

  /** Requests sent so far, redirects included. */
  get requests(): number {
    return this.sent;
  }

  /** Sends a call to the registry's origin and follows redirects of GET and HEAD, without the login once it leaves. */
  async send(call: Call): Promise<Answer> {
    this.sent += 1;
    const answer = await exchange(this.pool, call);
    return isRedirect(answer.status) && call.method !== 'PUT' ? this.follow(call, answer) : answer;
  }

  /** Sends a call to a login service. Redirects are not followed: the call may carry a password. */
  async login(call: Call): Promise<Answer> {
    this.sent += 1;
    return exchange(this.dispatcherFor(new URL(call.origin), this.logins), call);
  }

  /** Ends everything at once; calls under way fail with `canceled`. */
  async close(): Promise<void> {
    await Promise.all([this.pool, this.ownHost, this.storage, this.logins].map((one) => one.destroy()));
  }

  private async follow(first: Call, redirect: Answer): Promise<Answer> {
    let from = new URL(first.path, first.origin);
    let call = first;
    let answer = redirect;
    for (let hops = 0; hops < MAX_REDIRECTS; hops += 1) {
      const target = redirectTarget(answer, from, this.host);
      // Once away from an origin the login does not come back, not even when a later hop leads home.
      const headers = target.origin === call.origin ? call.headers : withoutAuthorization(call.headers);
      call = { ...call, origin: target.origin, path: target.pathname + target.search, headers };
      this.sent += 1;
      answer = await exchange(this.dispatcherFor(target, this.storage), call);
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

  private dispatcherFor(url: URL, others: Dispatcher): Dispatcher {
    if (url.origin === this.options.origin) return this.pool;
    return url.hostname === this.host ? this.ownHost : others;
  }
}

function withoutAuthorization(headers: Record<string, string>): Record<string, string> {
  const { authorization: _, ...rest } = headers;
  return rest;
}
