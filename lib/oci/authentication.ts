import { LRUCache } from 'lru-cache';
import { parseChallenges, type Challenge } from '@/lib/oci/challenge';
import { basicAuthorization, type Login, type LoginProvider } from '@/lib/oci/credentials';
import type { Answer } from '@/lib/oci/exchange';
import { realmOf, realmRefusal } from '@/lib/oci/realm';
import { RegistryError } from '@/lib/oci/registry-error';
import type { CallOptions } from '@/lib/oci/registry';
import { mergeScopes } from '@/lib/oci/scope';
import { SingleFlight } from '@/lib/oci/single-flight';
import { identityForm, parseToken, readIdentityToken, tokenUrl, type Token } from '@/lib/oci/token';
import { isAnonymous } from '@/lib/oci/token-rights';
import type { TrustedHosts } from '@/lib/oci/trusted-hosts';

type Bearer = { kind: 'bearer'; realm: URL; service: string | undefined };

/** How the registry wants callers to say who they are. */
type Method = { kind: 'basic'; assumed: boolean } | Bearer;

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

/** A request to a token service. */
export interface TokenRequest {
  url: URL;
  authorization?: string | undefined;
  /** posted; without it the request is a GET */
  form?: URLSearchParams;
}

export interface AuthenticationOptions {
  origin: string;
  login: LoginProvider | undefined;
  trusted: TrustedHosts;
  /** origin of the token service that logins were sent to before, or shall be sent to */
  realm: string | undefined;
  /** told how the registry is logged in at, whenever that is learnt */
  onMethod: (kind: Method['kind'], realm: string | null) => void;
  /** told of every secret before it is used, so that it shows in no message */
  onSecret: (secret: string) => void;
  /** `GET /v2/` without a login */
  probe: (options: CallOptions) => Promise<Answer>;
  /** asks a token service; answers with success only */
  requestToken: (request: TokenRequest, options: CallOptions) => Promise<Answer>;
  /** milliseconds since the epoch */
  now: () => number;
}

/** Tokens are good for minutes; a crawl of more repositories than this renews rather than remembers. */
const MAX_TOKENS = 1000;
/** What a token service answers that does not know the OAuth2 form. */
const NO_FORM: ReadonlySet<number | undefined> = new Set([404, 405]);
/** The user name that goes with an identity token where it is used as a password. */
const IDENTITY_USER = '00000000-0000-0000-0000-000000000000';

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
  private login: Login | undefined;
  private asked = false;
  private method: Method | undefined;
  private realm: string | undefined;
  /** scopes for which the registry takes Basic although it names Bearer first (a catalog, mostly) */
  private readonly basicScopes = new Set<string>();
  private readonly tokens = new LRUCache<string, TokenEntry>({ max: MAX_TOKENS });
  private readonly tokenFlights = new SingleFlight<Token>();
  private readonly probes = new SingleFlight<void>();

  constructor(options: AuthenticationOptions) {
    this.options = options;
    this.registry = new URL(options.origin);
    this.realm = options.realm;
  }

  /** The login calls are made with; undefined for none. Throws like its provider. */
  async currentLogin(options: CallOptions): Promise<Login | undefined> {
    if (!this.asked) {
      this.keep(await this.options.login?.get(false, options.signal));
      this.asked = true;
    }
    return this.login;
  }

  /** What to send with a call that needs `scope`; undefined to send nothing. Fetches a token when none is at hand. */
  async authorize(scope: string, options: CallOptions): Promise<Grant | undefined> {
    const login = this.asked ? this.login : await this.currentLogin(options);
    if (login !== undefined && 'bearerToken' in login) return bearerLogin(login.bearerToken);
    const method = this.method ?? (login === undefined ? undefined : await this.findMethod(options));
    if (method === undefined) return undefined;
    if (method.kind === 'basic' || this.basicScopes.has(scope)) return this.basicGrant();
    return this.bearerGrant(method, scope, options);
  }

  /**
   * A token for `scope`, asked for anew: it says what the login may do now. Throws like `authorize`.
   * @returns undefined where no token service decides, so that nothing can be told before it is tried
   */
  async askToken(scope: string, options: CallOptions): Promise<Token | undefined> {
    const login = await this.currentLogin(options);
    if (login !== undefined && 'bearerToken' in login)
      return { value: login.bearerToken, expiresAt: Number.POSITIVE_INFINITY, scope: undefined };
    const method = this.method ?? (await this.findMethod(options));
    if (method?.kind !== 'bearer' || this.basicScopes.has(scope)) return undefined;
    const scopes = this.tokens.get(scope)?.scopes ?? mergeScopes(scope, '');
    return this.joinToken(method, scope, scopes, options);
  }

  /**
   * What became of the login with a call that was let through.
   * @returns `unasked` where the registry wanted none: it may not have looked at it. `ignored` where the token was
   *   given to nobody.
   */
  fateOfLogin(scope: string): 'taken' | 'ignored' | 'unasked' {
    if (this.method === undefined || (this.method.kind === 'basic' && this.method.assumed)) return 'unasked';
    const token = this.basicScopes.has(scope) ? undefined : this.tokens.get(scope)?.token;
    return this.method.kind === 'bearer' && token !== undefined && isAnonymous(token) ? 'ignored' : 'taken';
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
    const better = await this.improve(answer, used, scope, options);
    if (better !== undefined || !(await this.renewLogin(options))) return better;
    return this.authorize(scope, options);
  }

  private async improve(
    answer: Answer,
    used: Grant | undefined,
    scope: string,
    options: CallOptions,
  ): Promise<Grant | undefined> {
    if (this.login !== undefined && 'bearerToken' in this.login) return undefined;
    const challenges = parseChallenges(answer.headers['www-authenticate']);
    if (used === undefined || (this.method?.kind === 'basic' && this.method.assumed)) {
      const before = this.method;
      this.learn(challenges);
      // The login that was refused is the only one there is.
      if (used !== undefined && this.method === before) return undefined;
    } else if (this.method?.kind === 'bearer' && used.header === this.basic()) {
      this.basicScopes.delete(scope);
      return undefined;
    }
    const method = this.method;
    if (method === undefined) return undefined;
    if (method.kind === 'basic') return used === undefined ? this.basicGrant() : undefined;
    return this.renewToken(method, challenges, used, scope, options);
  }

  /** Asks for the login anew, as it may have been changed where it is kept. Gives whether it has. Throws like its provider. */
  async renewLogin(options: CallOptions): Promise<boolean> {
    if (this.options.login === undefined) return false;
    const before = JSON.stringify(this.login);
    this.keep(await this.options.login.get(true, options.signal));
    if (JSON.stringify(this.login) === before) return false;
    this.tokens.clear();
    this.basicScopes.clear();
    return true;
  }

  private keep(login: Login | undefined): void {
    this.login = login;
    if (login !== undefined) this.options.onSecret(secretOf(login));
  }

  private async renewToken(
    method: Bearer,
    challenges: readonly Challenge[],
    used: Grant | undefined,
    scope: string,
    options: CallOptions,
  ): Promise<Grant | undefined> {
    const challenge = challenges.find((one) => one.scheme === 'bearer');
    if (challenge === undefined) {
      if (this.basic() === undefined || !challenges.some(({ scheme }) => scheme === 'basic'))
        return undefined;
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

  private async findMethod(options: CallOptions): Promise<Method | undefined> {
    await this.probes.join(options.priority ?? '', options.signal, (signal) =>
      this.probe({ ...options, signal }),
    );
    return this.method;
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
        this.choose({ kind: 'bearer', realm, service: challenge.parameters.get('service') });
        return;
      }
    }
    if (this.basic() !== undefined && challenges.some(({ scheme }) => scheme === 'basic'))
      this.choose({ kind: 'basic', assumed: false });
  }

  private choose(method: Method): void {
    this.method = method;
    this.options.onMethod(method.kind, method.kind === 'bearer' ? method.realm.origin : null);
  }

  /** The way to a token may change while we are at it, but a secret only ever goes where it went first. */
  private follow(method: Bearer, challenge: Challenge): Bearer {
    const realm = realmOf(challenge, this.registry);
    const service = challenge.parameters.get('service');
    if (realm === undefined || (realm.href === method.realm.href && service === method.service))
      return method;
    this.checkRealm(realm);
    const changed: Bearer = { kind: 'bearer', realm, service };
    this.choose(changed);
    return changed;
  }

  private checkRealm(realm: URL): void {
    const withSecret = this.login !== undefined;
    const reason = realmRefusal(realm, this.registry, this.options.trusted, withSecret);
    if (reason !== undefined) throw this.refusal(realm, reason);
    if (withSecret && this.realm !== undefined && realm.origin !== this.realm)
      throw this.refusal(
        realm,
        `it was ${new URL(this.realm).host} before. If the token service has moved on purpose, set “realm: ${realm.origin}” for this registry`,
      );
  }

  private refusal(realm: URL, reason: string): RegistryError {
    return new RegistryError(
      'refused',
      `${this.registry.origin} asks to log in at ${realm.origin}; that was not done: ${reason}.`,
      { url: this.registry.origin },
    );
  }

  private basic(): string | undefined {
    const { login } = this;
    if (login === undefined || 'bearerToken' in login) return undefined;
    return basicAuthorization(
      'username' in login ? login : { username: IDENTITY_USER, password: login.identityToken },
    );
  }

  private basicGrant(): Grant | undefined {
    const header = this.basic();
    return header === undefined ? undefined : { header, fresh: false };
  }

  private async bearerGrant(method: Bearer, scope: string, options: CallOptions): Promise<Grant> {
    const known = this.tokens.get(scope);
    if (known?.token !== undefined && known.token.expiresAt > this.options.now())
      return { header: headerOf(known.token), fresh: false };
    const scopes = known?.scopes ?? mergeScopes(scope, '');
    return { header: headerOf(await this.joinToken(method, scope, scopes, options)), fresh: true };
  }

  private joinToken(
    method: Bearer,
    scope: string,
    scopes: readonly string[],
    options: CallOptions,
  ): Promise<Token> {
    // The priority is part of the key: a person does not wait for a token the crawler queued for.
    const key = `${options.priority ?? ''} ${scopes.join(' ')}`;
    return this.tokenFlights.join(key, options.signal, (signal) =>
      this.fetchToken(method, scope, scopes, { ...options, signal }),
    );
  }

  private async fetchToken(
    method: Bearer,
    scope: string,
    scopes: readonly string[],
    options: CallOptions,
  ): Promise<Token> {
    let answer: Answer;
    try {
      answer = await this.askForToken(method, scopes, options);
    } catch (error) {
      const refused = error instanceof RegistryError && error.kind === 'unauthorized';
      if (!refused || !(await this.renewLogin(options))) throw error;
      answer = await this.askForToken(method, scopes, options);
    }
    const token = parseToken(answer, this.options.now());
    if (this.login !== undefined) this.realm ??= method.realm.origin;
    this.tokens.set(scope, { token, scopes });
    return token;
  }

  private async askForToken(
    method: Bearer,
    scopes: readonly string[],
    options: CallOptions,
  ): Promise<Answer> {
    const { login } = this;
    const { requestToken } = this.options;
    const query = { ...method, scopes, account: undefined };
    if (login !== undefined && 'identityToken' in login) {
      const form = identityForm(query, login.identityToken);
      try {
        const answer = await requestToken({ url: method.realm, form }, options);
        const next = readIdentityToken(answer);
        if (next !== undefined) this.keep({ identityToken: next });
        return answer;
      } catch (error) {
        if (!(error instanceof RegistryError) || !NO_FORM.has(error.status)) throw error;
      }
    }
    const account = login !== undefined && 'username' in login ? login.username : undefined;
    return requestToken({ url: tokenUrl({ ...query, account }), authorization: this.basic() }, options);
  }
}

function secretOf(login: Login): string {
  if ('username' in login) return login.password;
  return 'identityToken' in login ? login.identityToken : login.bearerToken;
}

function bearerLogin(token: string): Grant {
  return { header: `Bearer ${token}`, fresh: false };
}

function headerOf(token: Token): string {
  return `Bearer ${token.value}`;
}
