import { errors } from 'undici';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';

/**
 * Whether asking again makes sense after a connection fault.
 * - `always` nothing was sent · `idempotent` the registry may have acted · `once` a time-out, costly to repeat
 * - `never` the next try would fail the same way
 */
export type Repeat = 'always' | 'idempotent' | 'once' | 'never';

interface Fault {
  kind: RegistryErrorKind;
  reason: string;
  repeat: Repeat;
}

/** A request that got no complete answer. */
export class TransportError extends RegistryError {
  readonly repeat: Repeat;

  constructor(fault: Fault, method: string, url: string, cause?: unknown) {
    super(fault.kind, `${method} ${url} failed: ${fault.reason}`, { method, url, cause });
    this.repeat = fault.repeat;
  }
}

const FAULTS: Readonly<Record<string, Fault>> = {
  UND_ERR_CONNECT_TIMEOUT: { kind: 'timeout', reason: 'no connection in time', repeat: 'once' },
  ETIMEDOUT: { kind: 'timeout', reason: 'no connection in time', repeat: 'once' },
  UND_ERR_HEADERS_TIMEOUT: { kind: 'timeout', reason: 'no answer in time', repeat: 'once' },
  UND_ERR_BODY_TIMEOUT: { kind: 'timeout', reason: 'the answer stopped midway', repeat: 'once' },
  ECONNREFUSED: { kind: 'unavailable', reason: 'connection refused', repeat: 'always' },
  EHOSTUNREACH: { kind: 'unavailable', reason: 'host unreachable', repeat: 'always' },
  ENETUNREACH: { kind: 'unavailable', reason: 'network unreachable', repeat: 'always' },
  EAI_AGAIN: { kind: 'unavailable', reason: 'the name could not be looked up', repeat: 'always' },
  ERR_ADDRESS_REFUSED: {
    kind: 'refused',
    reason: 'the name leads to an address inside this network, and the registry may not point there',
    repeat: 'never',
  },
  ENOTFOUND: { kind: 'unavailable', reason: 'no such host', repeat: 'never' },
  ECONNRESET: { kind: 'unavailable', reason: 'the connection broke off', repeat: 'idempotent' },
  EPIPE: { kind: 'unavailable', reason: 'the connection broke off', repeat: 'idempotent' },
  UND_ERR_SOCKET: { kind: 'unavailable', reason: 'the connection broke off', repeat: 'idempotent' },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    kind: 'unavailable',
    reason: 'the answer is shorter than announced',
    repeat: 'idempotent',
  },
  UND_ERR_HEADERS_OVERFLOW: {
    kind: 'protocol',
    reason: 'the answer’s headers are too long',
    repeat: 'never',
  },
  UND_ERR_DESTROYED: { kind: 'canceled', reason: 'the connection was closed', repeat: 'never' },
  UND_ERR_CLOSED: { kind: 'canceled', reason: 'the connection was closed', repeat: 'never' },
};

const CERTIFICATE =
  /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO$|HOSTNAME_MISMATCH$)/;

/** How undici words a proxy's refusal to connect; the status is nowhere else. */
const PROXY_REFUSAL = /^Proxy response \((\d{3})\)/;

/** Says in plain words what Node or undici threw, and whether it is worth another try. */
export function transportError(cause: unknown, method: string, url: string): TransportError {
  // The address guard's word, from where the connection was to be made.
  if (cause instanceof RegistryError)
    return new TransportError(
      { kind: cause.kind, reason: cause.message, repeat: 'never' },
      method,
      url,
      cause,
    );
  const code = errorCode(cause);
  const known = FAULTS[code];
  if (known !== undefined) return new TransportError(known, method, url, cause);
  if (cause instanceof errors.HTTPParserError)
    return new TransportError(
      { kind: 'protocol', reason: 'the answer is not HTTP', repeat: 'once' },
      method,
      url,
      cause,
    );
  const refusal =
    cause instanceof errors.RequestAbortedError ? PROXY_REFUSAL.exec(cause.message)?.[1] : undefined;
  if (refusal !== undefined) {
    const repeat = Number(refusal) >= 500 ? 'always' : 'never';
    const reason = `the proxy answered ${refusal}`;
    return new TransportError({ kind: 'unavailable', reason, repeat }, method, url, cause);
  }
  const reason = CERTIFICATE.test(code)
    ? `no secure connection (${code})`
    : `the connection failed${code === '' ? '' : ` (${code})`}`;
  return new TransportError({ kind: 'unavailable', reason, repeat: 'never' }, method, url, cause);
}

function errorCode(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return '';
  return typeof cause.code === 'string' ? cause.code : '';
}

/** Whether a call failed for a reason of the line or the moment, so that it may go well another time. */
export function isTransient(error: unknown): error is TransportError {
  return (
    error instanceof TransportError &&
    error.repeat !== 'never' &&
    (error.kind === 'unavailable' || error.kind === 'timeout')
  );
}
