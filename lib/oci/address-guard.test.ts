import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { addressReach, guardedLookup, literalReach, type AddressReach } from '@/lib/oci/address-guard';

test.each<[string, AddressReach]>([
  ['8.8.8.8', 'public'],
  ['2606:4700::1111', 'public'],
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['fd00:ec2::254', 'private'],
  ['127.0.0.1', 'loopback'],
  ['127.8.8.8', 'loopback'],
  ['::1', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['::ffff:10.0.0.1', 'private'],
  ['64:ff9b::7f00:1', 'loopback'],
  ['64:ff9b::808:808', 'public'],
  ['169.254.169.254', 'reserved'],
  ['fe80::1', 'reserved'],
  ['0.0.0.0', 'reserved'],
  ['::', 'reserved'],
  ['224.0.0.1', 'reserved'],
  ['255.255.255.255', 'reserved'],
  ['2002:7f00:1::', 'reserved'],
  ['::7f00:1', 'reserved'],
  ['::ffff:0:7f00:1', 'reserved'],
  ['64:ff9b:1::808:808', 'reserved'],
  ['64:ff9b:1:7f00:0:100:808:808', 'reserved'],
  ['fec0::1', 'reserved'],
  ['4000::1', 'reserved'],
  ['192.0.2.1', 'reserved'],
  ['not an address', 'reserved'],
])('%s is %s', (address, reach) => {
  expect(addressReach(address)).toBe(reach);
});

test.each<[string, AddressReach | undefined]>([
  ['http://127.1/', 'loopback'],
  ['http://0x7f000001/', 'loopback'],
  ['http://2130706433/', 'loopback'],
  ['http://①②⑦.⓪.⓪.①/', 'loopback'],
  ['http://[::1]/', 'loopback'],
  ['http://[::ffff:10.0.0.1]/', 'private'],
  ['http://localhost/', 'loopback'],
  ['http://localhost./', 'loopback'],
  ['http://a.localhost/', 'loopback'],
  ['http://8.8.8.8/', 'public'],
  ['http://registry.example/', undefined],
  ['http://mylocalhost/', undefined],
])('the host of %s reaches %s', (url, reach) => {
  expect(literalReach(new URL(url).hostname)).toBe(reach);
});

type Found = { error: NodeJS.ErrnoException | null; address: string | LookupAddress[]; family?: number };

function look(
  addresses: string[],
  all: boolean,
  failure: NodeJS.ErrnoException | null = null,
): Promise<Found> {
  const lookup = guardedLookup(new Set<AddressReach>(['public']), (_name, options, callback) => {
    expect(options.all).toBe(true);
    callback(
      failure,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  });
  return new Promise((resolve) => {
    lookup('storage.example', { all }, (error, address, family) => resolve({ error, address, family }));
  });
}

describe('guardedLookup', () => {
  test('hands public addresses on, in the form asked for', async () => {
    expect(await look(['8.8.8.8', '2606:4700::1'], true)).toMatchObject({
      error: null,
      address: [{ address: '8.8.8.8' }, { address: '2606:4700::1' }],
    });
    expect(await look(['8.8.8.8'], false)).toEqual({ error: null, address: '8.8.8.8', family: 4 });
  });

  test.each([['10.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['169.254.169.254'], ['::1']])(
    'refuses a name when any address is inside: %s %s',
    async (...addresses) => {
      const { error } = await look(
        addresses.filter((address) => address !== undefined),
        true,
      );
      expect(error).toMatchObject({ code: 'ERR_ADDRESS_REFUSED' });
    },
  );

  test('refuses a name without addresses, and hands a failure on', async () => {
    expect((await look([], true)).error).toMatchObject({ code: 'ERR_ADDRESS_REFUSED' });
    const failure = Object.assign(new Error('x'), { code: 'ENOTFOUND' });
    expect((await look([], true, failure)).error).toBe(failure);
  });
});
