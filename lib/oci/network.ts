import { rootCertificates } from 'node:tls';
import { Agent, buildConnector, EnvHttpProxyAgent, Pool, type Dispatcher } from 'undici';
import { guardedLookup, type AddressReach, type Lookup } from '@/lib/oci/address-guard';
import { RegistryError } from '@/lib/oci/registry-error';
import type { TrustedHosts } from '@/lib/oci/trusted-hosts';

/** How a server proves who it is, and Chartroom to it. PEM texts. */
export interface TlsSettings {
  /** believed besides the usual authorities */
  ca?: string | undefined;
  /** shown to the configured server only, never to hosts it points at */
  cert?: string | undefined;
  key?: string | undefined;
  /** takes any certificate of the configured server */
  insecure: boolean;
}

export interface NetworkOptions {
  /** the one server this is for; without it every host is a stranger */
  origin?: string | undefined;
  trusted: TrustedHosts;
  /** connections to one host at most */
  connections: number;
  /** milliseconds: until a connection stands, until an answer begins, the longest silence within it */
  timeouts: { connect: number; headers: number; idle: number };
  tls?: TlsSettings | undefined;
  /** `environment`: by HTTP_PROXY, HTTPS_PROXY and NO_PROXY. The proxy then looks names up, so only what is written as an address can be refused. */
  proxy?: 'environment' | 'off' | undefined;
  /** how names are looked up; the system's way by default */
  lookup?: Lookup | undefined;
}

/** Longer than undici's 4 s, so that a person clicking around keeps the connection; shorter than common proxies' 60 s. */
const KEEP_ALIVE = 15_000;
const PUBLIC: ReadonlySet<AddressReach> = new Set<AddressReach>(['public']);
const ANYWHERE: ReadonlySet<AddressReach> = new Set<AddressReach>([
  'public',
  'private',
  'loopback',
  'reserved',
]);

/**
 * The one way out: whatever Chartroom asks of another machine goes through here. The configured server is reached
 * wherever it is; any other host only at public addresses, or when the configuration trusts it. That is checked where
 * the connection is made, with the addresses it is made to, so that a name that changes its mind gains nothing.
 */
export class Network {
  private readonly options: NetworkOptions;
  private readonly own: Dispatcher | undefined;
  private readonly others: Dispatcher;

  constructor(options: NetworkOptions) {
    this.options = options;
    const { origin, connections, timeouts, tls } = options;
    const settings = {
      connections,
      pipelining: 1,
      headersTimeout: timeouts.headers,
      bodyTimeout: timeouts.idle,
      keepAliveTimeout: KEEP_ALIVE,
    };
    const strangers = tls?.ca === undefined ? {} : { ca: [...rootCertificates, tls.ca] };
    const others = { ...settings, connect: this.connector(strangers), requestTls: strangers };
    const mine = { ...settings, connect: ownConnector(timeouts.connect, tls), requestTls: ownTls(tls) };
    if (usesProxy(options)) {
      this.own = new EnvHttpProxyAgent(mine);
      this.others = new EnvHttpProxyAgent(others);
    } else {
      this.own = origin === undefined ? undefined : new Pool(origin, mine);
      this.others = new Agent(others);
    }
  }

  /**
   * What to send a request to this origin with.
   * @throws RegistryError `refused` for an origin that must not be connected to
   */
  dispatcherFor(origin: string): Dispatcher {
    if (this.own !== undefined && origin === this.options.origin) return this.own;
    const url = new URL(origin);
    const reason = this.options.trusted.refusal(url);
    if (reason === undefined) return this.others;
    throw new RegistryError('refused', `${origin} was not asked: ${reason}.`, { url: origin });
  }

  /** Ends everything at once. */
  async close(): Promise<void> {
    await Promise.all([this.own?.destroy(), this.others.destroy()]);
  }

  private connector(tls: { ca?: string[] }): buildConnector.connector {
    const { trusted, timeouts, lookup } = this.options;
    const within = (reaches: ReadonlySet<AddressReach>): buildConnector.connector =>
      buildConnector({ ...tls, timeout: timeouts.connect, lookup: guardedLookup(reaches, lookup) });
    const free = within(ANYWHERE);
    const guarded = within(PUBLIC);
    return (target, callback) => {
      const url = urlOf(target);
      const reason = trusted.refusal(url);
      if (reason !== undefined)
        callback(
          new RegistryError('refused', `${url.origin} was not asked: ${reason}.`, { url: url.origin }),
          null,
        );
      else (trusted.has(url) ? free : guarded)(target, callback);
    };
  }
}

/** Whether a proxy is named in the environment. Rule: https://undici.nodejs.org/#/docs/api/EnvHttpProxyAgent */
function usesProxy({ proxy }: NetworkOptions): boolean {
  const { http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY } = process.env;
  return proxy === 'environment' && Boolean(http_proxy || HTTP_PROXY || https_proxy || HTTPS_PROXY);
}

function ownTls(tls: TlsSettings | undefined): buildConnector.BuildOptions {
  if (tls === undefined) return {};
  const { ca, cert, key, insecure } = tls;
  return {
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(insecure ? { rejectUnauthorized: false } : {}),
  };
}

function ownConnector(timeout: number, tls: TlsSettings | undefined): buildConnector.connector {
  return buildConnector({ ...ownTls(tls), timeout });
}

function urlOf({ hostname, port, protocol }: buildConnector.Options): URL {
  const host = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname;
  return new URL(`${protocol}//${host}${port === '' ? '' : `:${port}`}`);
}
