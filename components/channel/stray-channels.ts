import type { Chart } from '@/lib/api/schema/chart';

/**
 * Tags of the channels that hold a version whose own tag means other bytes by now: the version was pushed again after
 * the channel was set. Linear in versions and channels.
 */
export function findStrayChannels({ versions, channels }: Pick<Chart, 'versions' | 'channels'>): string[] {
  const digests = new Map(versions.map(({ version, digest }) => [version, digest]));
  return channels
    .filter(({ version, digest }) => {
      const tagged = version === null ? null : (digests.get(version) ?? null);
      return tagged !== null && digest !== null && tagged !== digest;
    })
    .map(({ tag }) => tag);
}
