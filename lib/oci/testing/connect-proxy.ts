import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** What the proxy does with a CONNECT, other than to connect where it says. */
export interface ConnectRules {
  /** a status to refuse with */
  refuse?: number;
  /** `host:port` asked for → where that really is */
  addresses?: Readonly<Record<string, { host: string; port: number }>>;
}

/** An HTTP proxy for tests that tunnels by CONNECT, and keeps what it was asked. */
export class ConnectProxy {
  /** `host:port` of every CONNECT so far */
  readonly asked: string[] = [];
  /** `Proxy-Authorization` of every CONNECT so far */
  readonly logins: (string | undefined)[] = [];
  readonly port: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(server: Server, rules: ConnectRules) {
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connect', (request: IncomingMessage, client: Socket) => {
      const target = request.url ?? '';
      this.asked.push(target);
      this.logins.push(request.headers['proxy-authorization']);
      this.keep(client);
      if (rules.refuse !== undefined) {
        client.end(`HTTP/1.1 ${rules.refuse} Refused\r\ncontent-length: 0\r\n\r\n`);
        return;
      }
      const { hostname, port } = new URL(`http://${target}`);
      const place = rules.addresses?.[target] ?? { host: hostname, port: Number(port || 80) };
      const upstream = connect(place, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      this.keep(upstream);
    });
  }

  /** Breaks all tunnels off and stops listening. */
  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}

/** Starts a proxy on a free port of 127.0.0.1. */
export async function startConnectProxy(rules: ConnectRules = {}): Promise<ConnectProxy> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new ConnectProxy(server, rules);
}
