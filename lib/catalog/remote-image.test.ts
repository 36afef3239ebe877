import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createRemoteImages } from '@/lib/catalog/remote-image';

const key = new Uint8Array(32).fill(7);
const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const local = () => createRemoteImages({ key, trustedHosts: ['127.0.0.1'], protocols: new Set(['http:']) });

function ask(images: ReturnType<typeof local>, url: string) {
  const query = new URL(images.sign(url), 'http://chartroom').searchParams;
  return images.fetch(query.get('url') ?? '', query.get('signature') ?? '');
}

describe('remote images', () => {
  test('a signed picture is fetched once and kept', async () => {
    let requests = 0;
    const url = await serve((_request, response) => {
      requests += 1;
      response.setHeader('content-type', 'image/png').end('png');
    });
    const images = local();
    await ask(images, `${url}/icon.png`);
    const image = await ask(images, `${url}/icon.png`);
    expect({ ...image, bytes: Buffer.from(image.bytes).toString() }).toEqual({
      mediaType: 'image/png',
      bytes: 'png',
    });
    expect(requests).toBe(1);
  });

  test('an address nobody signed is not fetched', async () => {
    await expect(local().fetch('http://127.0.0.1:1/x.png', 'AAAA')).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  test.each<{ name: string; listener: RequestListener; says: RegExp }>([
    {
      name: 'a page',
      listener: (_q, r) => void r.setHeader('content-type', 'text/html').end('<script>'),
      says: /not a picture/,
    },
    { name: 'a missing picture', listener: (_q, r) => void r.writeHead(404).end(), says: /answer was 404/ },
    {
      name: 'a picture without end',
      listener: (_q, r) => {
        r.setHeader('content-type', 'image/png');
        const pour = (): void =>
          void (r.destroyed || (r.write(Buffer.alloc(65_536)) ? setImmediate(pour) : r.once('drain', pour)));
        pour();
      },
      says: /larger than 2 MiB/,
    },
    {
      name: 'a redirect in circles',
      listener: (_q, r) => void r.writeHead(302, { location: '/again' }).end(),
      says: /redirects more than/,
    },
    {
      name: 'a redirect into the host’s metadata',
      listener: (_q, r) => void r.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      says: /public https/,
    },
    { name: 'a broken connection', listener: (q) => void q.socket.destroy(), says: /can’t be shown/ },
  ])('$name is refused', async ({ listener, says }) => {
    const url = await serve(listener);
    await expect(ask(local(), url)).rejects.toThrow(says);
  });

  test.each([
    'http://example.com/a.png',
    'https://127.0.0.1/a.png',
    'https://[::1]/a.png',
    'https://10.0.0.1/a.png',
    'https://localhost/a.png',
    'file:///etc/passwd',
  ])('%s is outside what is allowed by default', async (url) => {
    await expect(ask(createRemoteImages({ key }), url)).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
