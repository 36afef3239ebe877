import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A real HTTP server on this machine. */
export interface WebServer {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  /** every request so far, in order of arrival */
  requests: IncomingMessage[];
  close(): Promise<void>;
}

/** Starts a server on a free port. */
export async function startWebServer(listener: RequestListener): Promise<WebServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
