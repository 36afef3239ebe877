import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test answers in the registry's place; `pass` lets the request through. */
export type Interception = (
  method: string,
  path: string,
  response: ServerResponse,
) => Answered | Promise<Answered>;

type Answered = 'pass' | undefined;

export interface InterceptingProxy {
  url: string;
  /** every request, as `PUT /v2/…` */
  log: string[];
  /** replaces what is intercepted */
  intercept(interception: Interception): void;
  close(): Promise<void>;
}

/** A server in front of a registry, for tests: it passes everything on, until told to answer something itself. */
export async function startInterceptingProxy(target: string): Promise<InterceptingProxy> {
  let interception: Interception = passAll;
  const log: string[] = [];
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '' } = incoming;
    log.push(`${method} ${url}`);
    if ((await interception(method, url, response)) === 'pass') pass(target, incoming, response);
  };
  const server = createServer((incoming, response) => void answer(incoming, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    intercept: (next) => {
      interception = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const passAll: Interception = () => 'pass';

function pass(target: string, incoming: IncomingMessage, response: ServerResponse): void {
  const onward = request(
    `${target}${incoming.url ?? ''}`,
    { method: incoming.method, headers: { ...incoming.headers, host: new URL(target).host } },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
}
