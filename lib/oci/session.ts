import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerError } from '@/lib/oci/answer-error';
import { Authentication, type AuthenticationOptions, type TokenRequest } from '@/lib/oci/authentication';
import { type Login, type LoginProvider } from '@/lib/oci/credentials';
import { PING_PATH } from '@/lib/oci/endpoint';
import type { BodyStream } from '@/lib/oci/body-stream';
import type { Answer, Call } from '@/lib/oci/exchange';
import { canceledError, closedError, type Gate } from '@/lib/oci/gate';
import type { Host, HostCondition, Hosts } from '@/lib/oci/host';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';
import { backoffDelay, parseRetryAfter, sendWithRetries, type RetryContext } from '@/lib/oci/retry';
import { MAX_TOKEN_BYTES, type Token } from '@/lib/oci/token';
import { Transport, type Timeouts, type TransportOptions } from '@/lib/oci/transport';
import { TransportError } from '@/lib/oci/transport-error';
import type { TrustedHosts } from '@/lib/oci/trusted-hosts';

export interface SessionOptions extends TransportOptions, RetryContext {
  login: LoginProvider | undefined;
  /** origin of the token service that logins may go to; learnt at the first use where it is not given */
  realm: string | undefined;
  onMethod: AuthenticationOptions['onMethod'];
  userAgent: string;
  /** the hosts known, which others may be talking to as well */
  hosts: Hosts;
}

/** A body that is made anew for each time it is sent, and not held in memory. */
export interface StreamedBody {
  /** bytes */
  length: number;
  open(): AsyncIterable<Uint8Array>;
}

/** One call to the registry, before login, queueing and retries. */
export interface SessionCall {
  method: Call['method'];
  /** path and query, of checked parts */
  path: string;
  accept: string;
  /** the scope a token needs for it; empty for none */
  scope: string;
  maxBytes: number;
  /** milliseconds; the time-out for ordinary calls by default */
  total?: number;
  /** milliseconds until the answer begins; the usual time by default */
  patience?: number;
  body?: Uint8Array | StreamedBody;
  contentType?: string;
  /** takes the body of a success as it comes; the host's gate is left as soon as it begins */
  into?: BodyStream;
  /** besides those made from the rest */
  headers?: Readonly<Record<string, string>>;
  /** `manual`: an answer that sends elsewhere is handed on as it is */
  redirect?: 'follow' | 'manual';
  /** whether sending it twice is harmless */
  idempotent: boolean;
}

/** One request to any address, before queueing and retries: no login is added. */
export interface Visit {
  method: Call['method'];
  url: URL;
  accept: string;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array | StreamedBody;
  maxBytes: number;
  /** milliseconds; the time-out for ordinary calls by default */
  total?: number;
  /** milliseconds until the answer begins; the usual time by default */
  patience?: number;
}

/** Bytes of a streamed body that are read before the wire takes them. */
const STREAMED_AHEAD = 256 * 1024;
/** More than calls can be under way at once: an answer's own token is always among them. */
const MAX_SENT_SECRETS = 256;

/** What every call to one registry goes through: login, the host's gate, retries, the wire. */
export class Session {
  private readonly options: SessionOptions;
  private readonly transport: Transport;
  private readonly authentication: Authentication;
  private readonly closing = new AbortController();
  private readonly patient: RetryContext;
  private readonly hasteful: RetryContext;
  private readonly loginSecrets = new Set<string>();
  /** what was sent as logins and tokens lately: a registry may repeat it in an error */
  private readonly sentSecrets = new Set<string>();

  constructor(options: SessionOptions) {
    this.options = options;
    this.transport = new Transport(options);
    const { now, random, policy } = options;
    this.patient = { now, random, policy, wait: (milliseconds, signal) => this.wait(milliseconds, signal) };
    this.hasteful = { ...this.patient, policy: { ...policy, longestRetryAfter: policy.longestInteractive } };
    this.authentication = new Authentication({
      ...options,
      trusted: this.transport.trusted,
      onSecret: (secret) => this.keepSecret(secret),
      probe: (callOptions) => this.probe(callOptions),
      requestToken: (request, callOptions) => this.requestToken(request, callOptions),
    });
  }

  get requests(): number {
    return this.transport.requests;
  }

  /** the registry's */
  get origin(): string {
    return this.options.origin;
  }

  /** the hosts the registry may point at although they are inside a private network */
  get trusted(): TrustedHosts {
    return this.transport.trusted;
  }

  /** milliseconds */
  get timeouts(): Timeouts {
    return this.options.timeouts;
  }

  /** how often one call is tried in all */
  get tries(): number {
    return this.options.policy.tries;
  }

  /** How the registry's host is being treated. */
  condition(): HostCondition {
    return this.hostOf(this.options.origin).condition(this.options.now());
  }

  /** The login calls are made with. Throws like its provider. */
  login(options: CallOptions): Promise<Login | undefined> {
    return this.authentication.currentLogin(options);
  }

  /** Asks for the login anew after it was refused. Gives whether it is another one. Throws like its provider. */
  renewLogin(options: CallOptions): Promise<boolean> {
    return this.authentication.renewLogin(options);
  }

  /** What the token service says of a login; see `Authentication.askToken`. */
  askToken(scope: string, options: CallOptions): Promise<Token | undefined> {
    return this.authentication.askToken(scope, options);
  }

  /** What became of the login with a call that was let through; see `Authentication.fateOfLogin`. */
  fateOfLogin(scope: string): 'taken' | 'ignored' | 'unasked' {
    return this.authentication.fateOfLogin(scope);
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

  /**
   * Makes a request to any address with just what it is given, and gives the last word. Redirects of a GET are followed;
   * what could be a login stays behind on the way.
   */
  visit(visit: Visit, options: CallOptions): Promise<Answer> {
    if (options.signal !== undefined) setMaxListeners(0, options.signal);
    const { authorization, ...rest } = visit.headers ?? {};
    const call: Call = {
      method: visit.method,
      origin: visit.url.origin,
      path: visit.url.pathname + visit.url.search,
      headers: { ...this.headers(visit.accept, authorization), ...rest },
      maxBytes: visit.maxBytes,
      total: visit.total ?? this.options.timeouts.total,
      patience: visit.patience,
      signal: options.signal,
    };
    const { body } = visit;
    const host = this.hostOf(call.origin);
    const send = (): Promise<Answer> => this.transport.send(withBody(call, body));
    return this.attempt(host, gateFor(host, body), send, visit.method === 'GET', options);
  }

  /**
   * Waits before something of several calls is tried again, as long as one call would.
   * @param tried tries made so far, at least 1
   * @throws RegistryError `canceled`
   */
  async backOff(tried: number, { signal }: CallOptions): Promise<void> {
    const { policy, random } = this.options;
    await this.wait(backoffDelay(tried, policy, random()), signal);
  }

  /** The error for an answer that is no success. */
  error(answer: Answer, kind?: RegistryErrorKind): RegistryError {
    const secrets = [...this.loginSecrets, ...this.sentSecrets];
    return answerError(answer, { now: this.options.now(), secrets, kind });
  }

  /** Keeps a secret out of the messages of errors, for as long as the session lasts. */
  keepSecret(secret: string): void {
    this.loginSecrets.add(secret);
  }

  /** Keeps a secret that is good for a while out of the messages of later errors. */
  private hide(secret: string): void {
    this.sentSecrets.delete(secret);
    this.sentSecrets.add(secret);
    const [oldest] = this.sentSecrets;
    if (this.sentSecrets.size > MAX_SENT_SECRETS && oldest !== undefined) this.sentSecrets.delete(oldest);
  }

  /** Ends all calls, also those that wait. */
  async close(): Promise<void> {
    this.closing.abort();
    this.options.hosts.dismiss(this);
    await this.transport.close();
  }

  private send(
    request: SessionCall,
    authorization: string | undefined,
    options: CallOptions,
  ): Promise<Answer> {
    const headers = this.headers(request.accept, authorization);
    if (request.headers !== undefined) Object.assign(headers, request.headers);
    if (request.contentType !== undefined) headers['content-type'] = request.contentType;
    const { origin, timeouts } = this.options;
    const call: Call = {
      method: request.method,
      origin,
      path: request.path,
      headers,
      maxBytes: request.maxBytes,
      total: request.total ?? timeouts.total,
      patience: request.patience,
      into: request.into,
      signal: options.signal,
    };
    const way = request.redirect === 'manual' ? 'sendOnce' : 'send';
    const { body, idempotent } = request;
    const host = this.hostOf(origin);
    const send = (): Promise<Answer> => this.transport[way](withBody(call, body));
    return this.attempt(host, gateFor(host, body), send, idempotent, options);
  }

  private headers(accept: string, authorization: string | undefined): Record<string, string> {
    const headers: Record<string, string> = {
      accept,
      'accept-encoding': 'identity',
      'user-agent': this.options.userAgent,
    };
    if (authorization === undefined) return headers;
    this.hide(authorization.slice(authorization.indexOf(' ') + 1));
    headers['authorization'] = authorization;
    return headers;
  }

  private hostOf(origin: string): Host {
    return this.options.hosts.of(origin, this.options.connections);
  }

  private async attempt(
    host: Host,
    gate: Gate,
    send: () => Promise<Answer>,
    idempotent: boolean,
    options: CallOptions,
  ): Promise<Answer> {
    const { signal, priority = 'background' } = options;
    const { now } = this.options;
    host.begin(now(), options);
    try {
      const answer = await sendWithRetries(
        () => this.try(host, gate, send, options),
        idempotent,
        signal,
        priority === 'interactive' ? this.hasteful : this.patient,
      );
      if (answer.direct && isFailing(answer.status)) host.silent(now(), `it answered ${answer.status}`);
      return answer;
    } catch (error) {
      if (isSilence(error, host.origin)) host.silent(now(), error.message);
      else host.gaveUp();
      throw error;
    }
  }

  private async try(
    host: Host,
    gate: Gate,
    send: () => Promise<Answer>,
    options: CallOptions,
  ): Promise<Answer> {
    const { priority = 'background', signal } = options;
    await this.waitForPause(host, options);
    this.assertOpen();
    await gate.enter(this, priority, signal);
    try {
      this.assertOpen();
      const answer = await send();
      // Who sends elsewhere has answered; what is said there is not this host's word.
      if (!answer.direct) host.answered(this.options.now(), {});
      else {
        if (!isFailing(answer.status)) host.answered(this.options.now(), answer.headers);
        if (answer.status === 429 || answer.status === 503) this.pause(host, answer);
      }
      return answer;
    } finally {
      gate.leave();
    }
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw closedError();
  }

  private async waitForPause(host: Host, { priority, signal }: CallOptions): Promise<void> {
    const pause = host.pauseLeft(this.options.now());
    if (pause <= 0) return;
    if (priority === 'interactive' && pause > this.options.policy.longestInteractive)
      throw new RegistryError(
        'rate_limited',
        `${host.origin} asked for a pause; ${Math.ceil(pause / 1000)} s of it are left.`,
        { url: host.origin, retryAfter: pause },
      );
    await this.wait(pause, signal);
  }

  private pause(host: Host, answer: Answer): void {
    const now = this.options.now();
    const asked = parseRetryAfter(answer.headers['retry-after'], now) ?? 0;
    // A longer pause fails the call that was told, with the time in the error; others find out for themselves.
    if (asked <= this.options.policy.longestRetryAfter) host.pause(now, asked);
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

  /** `GET /v2/` without a login: what the registry says to strangers. */
  async probe(options: CallOptions): Promise<Answer> {
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
    { url, authorization, form }: TokenRequest,
    options: CallOptions,
  ): Promise<Answer> {
    const call: Call = {
      method: form === undefined ? 'GET' : 'POST',
      origin: url.origin,
      path: url.pathname + url.search,
      headers: this.headers('application/json', authorization),
      maxBytes: MAX_TOKEN_BYTES,
      total: this.options.timeouts.total,
      signal: options.signal,
    };
    if (form !== undefined) {
      call.headers['content-type'] = 'application/x-www-form-urlencoded';
      call.body = Buffer.from(form.toString());
      this.hide(form.get('refresh_token') ?? '');
    }
    const host = this.hostOf(url.origin);
    const send = (): Promise<Answer> => this.transport.sendOnce(call);
    const answer = await this.attempt(host, host.gate, send, true, options).catch(noLongToken);
    if (answer.status >= 300) throw this.error(answer, tokenErrorKind(answer.status));
    return answer;
  }
}

const SILENT: ReadonlySet<RegistryErrorKind> = new Set(['unavailable', 'timeout']);

/** Whether the host at `origin` gave no answer; what it redirected to may have given none instead. */
function isSilence(error: unknown, origin: string): error is TransportError {
  return (
    error instanceof TransportError &&
    SILENT.has(error.kind) &&
    error.url !== undefined &&
    new URL(error.url).origin === origin
  );
}

/** Answers of a server, or of what stands before it, that is not working. */
function isFailing(status: number): boolean {
  return status >= 500 && status !== 501;
}

function gateFor(host: Host, body: Uint8Array | StreamedBody | undefined): Gate {
  return body === undefined || body instanceof Uint8Array ? host.gate : host.uploads;
}

function withBody(call: Call, body: Uint8Array | StreamedBody | undefined): Call {
  if (body === undefined) return call;
  if (body instanceof Uint8Array) return { ...call, body };
  const stream = Readable.from(body.open(), { objectMode: false, highWaterMark: STREAMED_AHEAD });
  // The call fails with it while it is sent; after that it must not end the process.
  stream.on('error', () => {});
  return { ...call, headers: { ...call.headers, 'content-length': String(body.length) }, body: stream };
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
