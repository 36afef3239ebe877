import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRemoteImages } from '@/lib/catalog/remote-image';
import { startVictim, type Victim } from '@/lib/oci/testing/victim';

let victim: Victim;

beforeEach(async () => {
  victim = await startVictim();
});

afterEach(async () => {
  await victim.close();
});

test.each([
  '127.0.0.1',
  '127.1',
  '0x7f000001',
  '2130706433',
  '①②⑦.⓪.⓪.①',
  'localhost',
  'localhost.',
  'sub.localhost',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[::127.0.0.1]',
  '0.0.0.0',
  '[::]',
  '10.0.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '[fd00:ec2::254]',
  '224.0.0.1',
])('a picture at %s is not fetched', async (host) => {
  const images = createRemoteImages({ key: new Uint8Array(32).fill(7) });
  for (const scheme of ['https', 'http']) {
    const signed = new URL(images.sign(`${scheme}://${host}:${victim.port}/icon.png`), 'http://chartroom');
    const { searchParams } = signed;
    await expect(
      images.fetch(searchParams.get('url') ?? '', searchParams.get('signature') ?? ''),
    ).rejects.toMatchObject({ name: 'AppError' });
  }
  expect(victim).toMatchObject({ connections: 0, requests: [] });
});
