import { AppError } from '@/lib/errors';
import type { Lookup } from '@/lib/oci/address-guard';
import type { AuthenticationOptions } from '@/lib/oci/authentication';
import type { LoginProvider } from '@/lib/oci/credentials';
import { Hosts } from '@/lib/oci/host';
import type { TlsSettings } from '@/lib/oci/network';
import { RETRY_POLICY, type RetryPolicy } from '@/lib/oci/retry';
import { Session, waitFor } from '@/lib/oci/session';
import { TIMEOUTS, type Timeouts } from '@/lib/oci/transport';

/** How a server is reached, whatever it is. Everything but its address has a default. */
export interface ConnectionOptions {
  url: string;
  login?: LoginProvider | undefined;
  /** requests under way at once, 1 to 64; default 8 */
  concurrency?: number | undefined;
  timeouts?: Partial<Timeouts>;
  retry?: Partial<RetryPolicy>;
  tls?: TlsSettings | undefined;
  /** whether the environment's proxies are used; `off` by default */
  proxy?: 'environment' | 'off' | undefined;
  /** hosts the server may point at although they are inside a private network: `host:port`, or `host` */
  trustedHosts?: readonly string[] | undefined;
  /** the hosts known, shared by all who talk to the same ones */
  hosts?: Hosts | undefined;
  userAgent?: string;
  /** milliseconds since the epoch */
  now?: () => number;
  /** a number in [0, 1) */
  random?: () => number;
  /** waits between tries; rejects when the signal is aborted */
  wait?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
  /** looks up names of hosts the server points at */
  lookup?: Lookup;
}

const DEFAULT_CONCURRENCY = 8;
const MAX_CONCURRENCY = 64;

/** What only registries have. */
export interface RegistrySettings {
  realm?: string | undefined;
  onMethod?: AuthenticationOptions['onMethod'];
  /** other origins that the configuration names */
  partners?: readonly string[];
}

/**
 * A session with the server at `origin`.
 * @throws AppError `invalid_configuration` when the concurrency is out of bounds
 */
export function openSession(
  origin: string,
  options: ConnectionOptions,
  { realm, onMethod = () => {}, partners = [] }: RegistrySettings,
): Session {
  const { login, tls, proxy, trustedHosts, lookup } = options;
  return new Session({
    origin,
    login,
    tls,
    proxy,
    trustedHosts,
    lookup,
    realm,
    onMethod,
    partners,
    connections: checkConcurrency(options.concurrency ?? DEFAULT_CONCURRENCY),
    timeouts: { ...TIMEOUTS, ...options.timeouts },
    hosts: options.hosts ?? new Hosts(),
    userAgent: options.userAgent ?? 'chartroom',
    policy: { ...RETRY_POLICY, ...options.retry },
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    wait: options.wait ?? waitFor,
  });
}

function checkConcurrency(concurrency: number): number {
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= MAX_CONCURRENCY) return concurrency;
  throw new AppError('invalid_configuration', `The concurrency of a registry is 1 to ${MAX_CONCURRENCY}.`);
}
