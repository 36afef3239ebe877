import { Agent } from 'undici';
import { answerError } from '@/lib/oci/answer-error';
import { basicAuthorization, type Credentials } from '@/lib/oci/credentials';
import { exchange } from '@/lib/oci/exchange';
import type { WebClient } from '@/lib/oci/web-client';

/** Milliseconds; a test's servers are on this machine. */
const TOTAL = 10_000;

/** The least a web client is: one request a call, the login to its own origin only, no redirects, no retries. */
export function plainWebClient(url: string, credentials?: Credentials): WebClient {
  const { origin } = new URL(url);
  const agent = new Agent();
  let requests = 0;
  return {
    origin,
    get requests() {
      return requests;
    },
    get(address, { accept, maxBytes, headers }, { signal } = {}) {
      requests += 1;
      const own = credentials !== undefined && address.origin === origin;
      return exchange(agent, {
        method: 'GET',
        origin: address.origin,
        path: address.pathname + address.search,
        headers: {
          accept,
          'accept-encoding': 'identity',
          ...headers,
          ...(own && { authorization: basicAuthorization(credentials) }),
        },
        maxBytes,
        total: TOTAL,
        signal,
      });
    },
    error: (answer) => answerError(answer, { now: Date.now(), secrets: [] }),
    close: () => agent.close(),
  };
}
