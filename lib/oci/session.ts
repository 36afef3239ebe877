import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerError } from '@/lib/oci/answer-error';
import { Authentication } from '@/lib/oci/authentication';
import { basicAuthorization, type Credentials } from '@/lib/oci/credentials';
import { PING_PATH } from '@/lib/oci/endpoint';
import type { Answer, Call } from '@/lib/oci/exchange';
import { canceledError, Gate } from '@/lib/oci/gate';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';
import { parseRetryAfter, sendWithRetries, type RetryContext } from '@/lib/oci/retry';
import { MAX_TOKEN_BYTES } from '@/lib/oci/token';
import { Transport, type TransportOptions } from '@/lib/oci/transport';

export interface SessionOptions extends TransportOptions, RetryContext {
  credentials: Credentials | undefined;
  userAgent: string;
}

/** One call to the registry, before login, queueing and retries. */
export interface SessionCall {
  method: 'GET' | 'HEAD' | 'PUT';
  /** path and query, of checked parts */
  path: string;
  accept: string;
  /** the scope a token needs for it; empty for none */
  scope: string;
  maxBytes: number;
  /** milliseconds; the time-out for ordinary calls by default */
  total?: number;
  body?: Uint8Array;
  contentType?: string;
  /** whether sending it twice is harmless */
  idempotent: boolean;
}

/** More than calls can be under way at once: an answer's own token is always among them. */
const MAX_SENT_SECRETS = 256;

/** What every call to one registry goes through: login, the gate, retries, the wire. */
export class Session {
  private readonly options: SessionOptions;
  private readonly transport: Transport;
  private readonly authentication: Authentication;
  private readonly gate: Gate;
  private readonly closing = new AbortController();
  private readonly patient: RetryContext;
  private readonly hasteful: RetryContext;
  private readonly secrets: readonly string[];
  /** what was sent as logins and tokens lately: a registry may repeat it in an error */
  private readonly sentSecrets = new Set<string>();
  /** No request before this moment: the registry asked one of the callers to pause. */
  private pausedUntil = 0;

  constructor(options: SessionOptions) {
    this.options = options;
    this.transport = new Transport(options);
    this.gate = new Gate(options.connections);
    const { credentials } = options;
    this.secrets =
      credentials === undefined
        ? []
        : [credentials.password, basicAuthorization(credentials).slice('Basic '.length)];
    const { now, random, policy } = options;
    this.patient = { now, random, policy, wait: (milliseconds, signal) => this.wait(milliseconds, signal) };
    this.hasteful = { ...this.patient, policy: { ...policy, longestRetryAfter: policy.longestInteractive } };
    this.authentication = new Authentication({
      origin: options.origin,
      credentials,
      now: options.now,
      probe: (callOptions) => this.probe(callOptions),
      requestToken: (url, authorization, callOptions) => this.requestToken(url, authorization, callOptions),
    });
  }

  get requests(): number {
    return this.transport.requests;
  }

  /** Makes a call and gives the registry's last word, an error status included. A 401 is answered with one new login. */
  async call(request: SessionCall, options: CallOptions): Promise<Answer> {
    // One signal ends a whole crawl, and all its calls listen to it.
    if (options.signal !== undefined) setMaxListeners(0, options.signal);
    const grant = await this.authentication.authorize(request.scope, options);
    const answer = await this.send(request, grant?.header, options);
    // A 401 of the host behind a redirect says nothing about the registry's login.
    if (answer.status !== 401 || !answer.direct) return answer;
    const renewed = await this.authentication.renew(answer, grant, request.scope, options);
    return renewed === undefined ? answer : this.send(request, renewed.header, options);
  }

  /** The error for an answer that is no success. */
  error(answer: Answer, kind?: RegistryErrorKind): RegistryError {
    return answerError(answer, {
      now: this.options.now(),
      secrets: [...this.secrets, ...this.sentSecrets],
      kind,
    });
  }

  /** Ends all calls, also those that wait. */
  async close(): Promise<void> {
    this.closing.abort();
    this.gate.close();
    await this.transport.close();
  }

  private send(
    request: SessionCall,
    authorization: string | undefined,
    options: CallOptions,
  ): Promise<Answer> {
    const headers: Record<string, string> = {
      accept: request.accept,
      'accept-encoding': 'identity',
      'user-agent': this.options.userAgent,
    };
    if (authorization !== undefined) headers['authorization'] = this.remember(authorization);
    if (request.contentType !== undefined) headers['content-type'] = request.contentType;
    const call: Call = {
      method: request.method,
      origin: this.options.origin,
      path: request.path,
      headers,
      maxBytes: request.maxBytes,
      total: request.total ?? this.options.timeouts.total,
      signal: options.signal,
    };
    if (request.body !== undefined) call.body = request.body;
    return this.attempt(() => this.transport.send(call), request.idempotent, options);
  }

  private remember(authorization: string): string {
    const secret = authorization.slice(authorization.indexOf(' ') + 1);
    this.sentSecrets.delete(secret);
    this.sentSecrets.add(secret);
    const [oldest] = this.sentSecrets;
    if (this.sentSecrets.size > MAX_SENT_SECRETS && oldest !== undefined) this.sentSecrets.delete(oldest);
    return authorization;
  }

  private attempt(send: () => Promise<Answer>, idempotent: boolean, options: CallOptions): Promise<Answer> {
    const { signal, priority = 'background' } = options;
    return sendWithRetries(
      async () => {
        await this.waitForPause(options);
        await this.gate.enter(priority, signal);
        try {
          const answer = await send();
          if (answer.status === 429 || answer.status === 503) this.pause(answer);
          return answer;
        } finally {
          this.gate.leave();
        }
      },
      idempotent,
      signal,
      priority === 'interactive' ? this.hasteful : this.patient,
    );
  }

  private async waitForPause({ priority, signal }: CallOptions): Promise<void> {
    const pause = this.pausedUntil - this.options.now();
    if (pause <= 0) return;
    const { origin, policy } = this.options;
    if (priority === 'interactive' && pause > policy.longestInteractive)
      throw new RegistryError(
        'rate_limited',
        `${origin} asked for a pause; ${Math.ceil(pause / 1000)} s of it are left.`,
        { url: origin, retryAfter: pause },
      );
    await this.wait(pause, signal);
  }

  private pause(answer: Answer): void {
    const now = this.options.now();
    const asked = parseRetryAfter(answer.headers['retry-after'], now) ?? 0;
    // A longer pause fails the call that was told, with the time in the error; others find out for themselves.
    if (answer.direct && asked <= this.options.policy.longestRetryAfter)
      this.pausedUntil = Math.max(this.pausedUntil, now + asked);
  }

  private async wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    const either =
      signal === undefined ? this.closing.signal : AbortSignal.any([signal, this.closing.signal]);
    try {
      await this.options.wait(milliseconds, either);
    } catch (error) {
      throw either.aborted ? canceledError(either) : error;
    }
  }

  private async probe(options: CallOptions): Promise<Answer> {
    const answer = await this.send(
      {
        method: 'GET',
        path: PING_PATH,
        accept: 'application/json, */*',
        scope: '',
        maxBytes: MAX_TOKEN_BYTES,
        idempotent: true,
      },
      undefined,
      options,
    );
    if (answer.status === 429 || answer.status >= 500) throw this.error(answer);
    return answer;
  }

  private async requestToken(
    url: URL,
    authorization: string | undefined,
    options: CallOptions,
  ): Promise<Answer> {
    const headers: Record<string, string> = {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': this.options.userAgent,
    };
    if (authorization !== undefined) headers['authorization'] = this.remember(authorization);
    const call: Call = {
      method: 'GET',
      origin: url.origin,
      path: url.pathname + url.search,
      headers,
      maxBytes: MAX_TOKEN_BYTES,
      total: this.options.timeouts.total,
      signal: options.signal,
    };
    const answer = await this.attempt(() => this.transport.login(call), true, options).catch(noLongToken);
    if (answer.status >= 300) throw this.error(answer, tokenErrorKind(answer.status));
    return answer;
  }
}

/** Waits; rejects when the signal is aborted. */
export async function waitFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, { signal });
}

/** A login's answer that is too long says nothing of the size of what was asked for. */
function noLongToken(error: unknown): never {
  if (!(error instanceof RegistryError) || error.kind !== 'too_large') throw error;
  const { message, method, url, status } = error;
  throw new RegistryError('protocol', message, { method, url, status, cause: error });
}

/** A token service that knows no such path is a registry that names the wrong one, not a missing repository. */
function tokenErrorKind(status: number): RegistryErrorKind | undefined {
  if (status === 400) return 'unauthorized';
  return status < 400 || status === 404 || status === 405 || status === 410 ? 'protocol' : undefined;
}
