import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a victim answers to whoever gets through: bytes to be fetched as a blob, and a token. */
export const LOOT = '{"token":"loot"}';

const NO_IPV6: ReadonlySet<string | undefined> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** A server that nobody should reach: it listens on both loopback addresses, and counts who knocks. */
export class Victim {
  readonly port: number;
  /** connections so far, whatever came over them */
  connections = 0;
  /** paths asked for so far */
  readonly requests: string[] = [];
  private readonly servers: Server[];

  constructor(servers: Server[], port: number) {
    this.servers = servers;
    this.port = port;
    for (const server of servers) {
      server.on('connection', () => (this.connections += 1));
      server.on('request', (request, response) => {
        this.requests.push(request.url ?? '');
        response.setHeader('content-type', 'application/json').end(LOOT);
      });
    }
  }

  /** Breaks all connections off and stops listening. */
  async close(): Promise<void> {
    for (const server of this.servers) {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    }
  }
}

/** Starts a victim on a free port of 127.0.0.1, and on the same port of ::1 where there is IPv6. */
export async function startVictim(): Promise<Victim> {
  const first = await listen(0, '127.0.0.1');
  const { port } = first.address() as AddressInfo;
  try {
    return new Victim([first, await listen(port, '::1')], port);
  } catch (error) {
    if (!NO_IPV6.has((error as NodeJS.ErrnoException).code)) throw error;
    return new Victim([first], port);
  }
}

async function listen(port: number, host: string): Promise<Server> {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}
