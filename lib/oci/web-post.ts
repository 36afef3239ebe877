import { RegistryError } from '@/lib/oci/registry-error';
import { Transport, type Timeouts } from '@/lib/oci/transport';

/** All in milliseconds. */
const PATIENCE: Timeouts = { connect: 5_000, headers: 10_000, idle: 10_000, total: 10_000, blob: 10_000 };
/** Of what is answered only the status counts. */
const MOST_BYTES = 64 * 1024;

/**
 * POSTs a body to an address that the configuration names, once: no retry, no redirect followed, ten seconds at most.
 * @returns the status of the answer, whatever it is
 * @throws RegistryError when no answer came; its message names the origin only, as the path may be a secret
 */
export type WebPost = (url: URL, headers: Record<string, string>, body: string) => Promise<number>;

/** @param proxy whether the environment's proxies are used */
export function createWebPost(proxy: 'environment' | 'off'): WebPost {
  return async (url, headers, body) => {
    const transport = new Transport({ origin: url.origin, connections: 1, timeouts: PATIENCE, proxy });
    try {
      const { status } = await transport.sendOnce({
        method: 'POST',
        origin: url.origin,
        path: url.pathname + url.search,
        headers: { 'user-agent': 'chartroom', ...headers },
        body: Buffer.from(body, 'utf8'),
        maxBytes: MOST_BYTES,
        total: PATIENCE.total,
      });
      return status;
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      const { kind, message, status } = error;
      throw new RegistryError(kind, message.replaceAll(url.origin + url.pathname, url.origin), { status });
    } finally {
      await transport.close();
    }
  };
}
