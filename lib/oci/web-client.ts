import type { Answer } from '@/lib/oci/exchange';
import type { CallOptions } from '@/lib/oci/registry';

/** A plain GET. */
export interface WebRequest {
  accept: string;
  /** most bytes of a successful answer's body */
  maxBytes: number;
  /** besides `accept`; for conditional requests */
  headers?: Record<string, string>;
}

/**
 * GETs at one web server and at the hosts it points at, with the same care as registry calls: queue, retries, address
 * guard, redirects followed by hand. The login goes to the server's own origin only, and stays behind on redirects.
 */
export interface WebClient {
  /** scheme, host and port of the server */
  readonly origin: string;
  /** requests sent so far */
  readonly requests: number;
  /**
   * The last word of whoever answers, an error status included.
   * @throws RegistryError when no answer came, one that is too large, or the address is refused
   */
  get(url: URL, request: WebRequest, options?: CallOptions): Promise<Answer>;
  /** The error for an answer that is no success. */
  error(answer: Answer): Error;
  /** Closes the sockets. Calls under way fail with `canceled`. */
  close(): Promise<void>;
}
