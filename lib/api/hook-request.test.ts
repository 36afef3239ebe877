import { expect, test } from 'vitest';
import { readDelivery } from '@/lib/api/hook-request';

const MIB = 1024 * 1024;

function request(body: BodyInit, query = ''): Request {
  const url = `http://chartroom.test/api/v1/hooks/production${query}`;
  return new Request(url, {
    method: 'POST',
    body,
    headers: { authorization: 'x' },
    duplex: 'half',
  } as RequestInit);
}

test('the bytes come as they were sent', async () => {
  const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x0d, 0x0a, 0x7d]);
  const delivery = await readDelivery(request(bytes));
  expect(new Uint8Array(delivery.body)).toEqual(bytes);
  expect(delivery.headers.get('authorization')).toBe('x');
  expect(delivery.token).toBeNull();
});

test('the token of the address is read', async () => {
  expect((await readDelivery(request('{}', '?token=a%2Bb%20c'))).token).toBe('a+b c');
});

test('a megabyte is taken, and a byte more refused before the rest is read', async () => {
  expect((await readDelivery(request(new Uint8Array(MIB)))).body.byteLength).toBe(MIB);
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(MIB / 4));
    },
  });
  await expect(readDelivery(request(endless))).rejects.toMatchObject({ code: 'invalid_request' });
  expect(sent).toBeLessThan(10);
});
