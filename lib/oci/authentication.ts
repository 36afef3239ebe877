import { LRUCache } from 'lru-cache';
import { parseChallenges, type Challenge } from '@/lib/oci/challenge';
import { basicAuthorization, type Credentials } from '@/lib/oci/credentials';
import type { Answer } from '@/lib/oci/exchange';
import { realmOf, realmRefusal } from '@/lib/oci/realm';
import { RegistryError } from '@/lib/oci/registry-error';
import type { CallOptions } from '@/lib/oci/registry';
import { mergeScopes } from '@/lib/oci/scope';
import { SingleFlight } from '@/lib/oci/single-flight';
import { parseToken, tokenUrl, type Token } from '@/lib/oci/token';

/** How the registry wants callers to say who they are. */
type Method =
  { kind: 'basic'; assumed: boolean } | { kind: 'bearer'; realm: URL; service: string | undefined };

interface TokenEntry {
  token: Token | undefined;
  /** what the token is for: the needed scope, and what the registry asked for beyond it */
  scopes: readonly string[];
}

/** An `Authorization` header to send. */
export interface Grant {
  header: string;
  /** whether it was made for this very call, so that making it again would change nothing */
  fresh: boolean;
}

export interface AuthenticationOptions {
  origin: string;
  credentials: Credentials | undefined;
  /** `GET /v2/` without a login */
  probe: (options: CallOptions) => Promise<Answer>;
  /** asks a token service; answers with success only */
  requestToken: (url: URL, authorization: string | undefined, options: CallOptions) => Promise<Answer>;
  /** milliseconds since the epoch */
  now: () => number;
}

/** Tokens are good for minutes; a crawl of more repositories than this renews rather than remembers. */
const MAX_TOKENS = 1000;

/**
 * Logs in at one registry: anonymous, Basic, or Bearer tokens by
 * https://distribution.github.io/distribution/spec/auth/token/
 * How to log in is learnt from an answer to a request without a login, as some registries name another way once they
 * saw one they do not like. Without credentials the first refused call teaches it; with credentials `GET /v2/` is asked
 * first, as some registries answer anonymous calls with less instead of refusing them.
 */
export class Authentication {
  private readonly options: AuthenticationOptions;
  private readonly registry: URL;
  private readonly basic: string | undefined;
  private method: Method | undefined;
  /** scopes for which the registry takes Basic although it names Bearer first (a catalog, mostly) */
  private readonly basicScopes = new Set<string>();
  private readonly tokens = new LRUCache<string, TokenEntry>({ max: MAX_TOKENS });
  private readonly tokenFlights = new SingleFlight<Token>();
  private readonly probes = new SingleFlight<void>();

  constructor(options: AuthenticationOptions) {
    this.options = options;
    this.registry = new URL(options.origin);
    this.basic = options.credentials === undefined ? undefined : basicAuthorization(options.credentials);
  }

  /** What to send with a call that needs `scope`; undefined to send nothing. Fetches a token when none is at hand. */
  async authorize(scope: string, options: CallOptions): Promise<Grant | undefined> {
    if (this.method === undefined && this.basic !== undefined)
      await this.probes.join(options.priority ?? '', options.signal, (signal) =>
        this.probe({ ...options, signal }),
      );
    const method = this.method;
    if (method === undefined) return undefined;
    if (method.kind === 'basic' || this.basicScopes.has(scope)) return this.basicGrant();
    return this.bearerGrant(method, scope, options);
  }

  /**
   * What to send after a 401, or undefined when nothing better can be sent.
   * @throws RegistryError `refused` when the registry asks to log in somewhere it must not
   */
  async renew(
    answer: Answer,
    used: Grant | undefined,
    scope: string,
    options: CallOptions,
  ): Promise<Grant | undefined> {
    const challenges = parseChallenges(answer.headers['www-authenticate']);
    if (used === undefined || (this.method?.kind === 'basic' && this.method.assumed)) {
      const before = this.method;
      this.learn(challenges);
      // The login that was refused is the only one there is.
      if (used !== undefined && this.method === before) return undefined;
    } else if (this.method?.kind === 'bearer' && used.header === this.basic) {
      this.basicScopes.delete(scope);
      return undefined;
    }
    const method = this.method;
    if (method === undefined) return undefined;
    if (method.kind === 'basic') return used === undefined ? this.basicGrant() : undefined;
    return this.renewToken(method, challenges, used, scope, options);
  }

  private async renewToken(
    method: Method & { kind: 'bearer' },
    challenges: readonly Challenge[],
    used: Grant | undefined,
    scope: string,
    options: CallOptions,
  ): Promise<Grant | undefined> {
    const challenge = challenges.find((one) => one.scheme === 'bearer');
    if (challenge === undefined) {
      if (this.basic === undefined || !challenges.some(({ scheme }) => scheme === 'basic')) return undefined;
      this.basicScopes.add(scope);
      return this.basicGrant();
    }
    const known = this.tokens.get(scope);
    // Another call renewed it while this one was under way.
    if (known?.token !== undefined && used !== undefined && headerOf(known.token) !== used.header)
      return { header: headerOf(known.token), fresh: false };
    const wanted = mergeScopes(
      scope,
      [...(known?.scopes ?? []), challenge.parameters.get('scope') ?? ''].join(' '),
    );
    const more = wanted.join(' ') !== known?.scopes.join(' ');
    if (used?.fresh === true && !more) return undefined;
    this.tokens.set(scope, { token: undefined, scopes: wanted });
    return this.bearerGrant(this.follow(method, challenge), scope, options);
  }

  private async probe(options: CallOptions): Promise<void> {
    const answer = await this.options.probe(options);
    if (answer.status === 401) this.learn(parseChallenges(answer.headers['www-authenticate']));
    // No challenge, yet there is a login: it is sent, as the registry may show more to those who have one.
    this.method ??= { kind: 'basic', assumed: true };
  }

  /** Takes the registry's offer. Bearer goes first: some accounts may use nothing else. */
  private learn(challenges: readonly Challenge[]): void {
    if (this.method !== undefined && !(this.method.kind === 'basic' && this.method.assumed)) return;
    for (const challenge of challenges) {
      const realm = challenge.scheme === 'bearer' ? realmOf(challenge, this.registry) : undefined;
      if (realm !== undefined) {
        this.checkRealm(realm);
        this.method = { kind: 'bearer', realm, service: challenge.parameters.get('service') };
        return;
      }
    }
    if (this.basic !== undefined && challenges.some(({ scheme }) => scheme === 'basic'))
      this.method = { kind: 'basic', assumed: false };
  }

  /** The way to a token may change while we are at it, but a password only ever goes where it went first. */
  private follow(method: Method & { kind: 'bearer' }, challenge: Challenge): Method & { kind: 'bearer' } {
    const realm = realmOf(challenge, this.registry);
    const service = challenge.parameters.get('service');
    if (realm === undefined || (realm.href === method.realm.href && service === method.service))
      return method;
    this.checkRealm(realm);
    if (this.basic !== undefined && realm.origin !== method.realm.origin)
      throw this.refusal(realm, `it was ${method.realm.host} before`);
    const changed: Method = { kind: 'bearer', realm, service };
    this.method = changed;
    return changed;
  }

  private checkRealm(realm: URL): void {
    const reason = realmRefusal(realm, this.registry, this.basic !== undefined);
    if (reason !== undefined) throw this.refusal(realm, reason);
  }

  private refusal(realm: URL, reason: string): RegistryError {
    return new RegistryError(
      'refused',
      `${this.registry.origin} asks to log in at ${realm.origin}; that was not done: ${reason}.`,
      { url: this.registry.origin },
    );
  }

  private basicGrant(): Grant | undefined {
    return this.basic === undefined ? undefined : { header: this.basic, fresh: false };
  }

  private async bearerGrant(
    method: Method & { kind: 'bearer' },
    scope: string,
    options: CallOptions,
  ): Promise<Grant> {
    const known = this.tokens.get(scope);
    if (known?.token !== undefined && known.token.expiresAt > this.options.now())
      return { header: headerOf(known.token), fresh: false };
    const scopes = known?.scopes ?? mergeScopes(scope, '');
    // The priority is part of the key: a person does not wait for a token the crawler queued for.
    const key = `${options.priority ?? ''} ${scopes.join(' ')}`;
    const token = await this.tokenFlights.join(key, options.signal, (signal) =>
      this.fetchToken(method, scope, scopes, { ...options, signal }),
    );
    return { header: headerOf(token), fresh: true };
  }

  private async fetchToken(
    method: Method & { kind: 'bearer' },
    scope: string,
    scopes: readonly string[],
    options: CallOptions,
  ): Promise<Token> {
    const { credentials, requestToken, now } = this.options;
    const url = tokenUrl({ ...method, scopes, account: credentials?.username });
    const token = parseToken(await requestToken(url, this.basic, options), now());
    this.tokens.set(scope, { token, scopes });
    return token;
  }
}

function headerOf(token: Token): string {
  return `Bearer ${token.value}`;
}
