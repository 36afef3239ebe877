import type { TimelineLayout } from '@/components/channel/timeline-layout';
import { chartPath, type ChartAddress } from '@/lib/references';

/** Something on the timeline that can be pointed at. */
export interface TimelinePoint {
  key: string;
  kind: 'version' | 'move';
  x: number;
  y: number;
  /** epoch milliseconds */
  at: number;
  title: string;
  /** who and why; empty where there is nothing to say */
  detail: string;
  href: string;
  prerelease: boolean;
  /** that of the channel's line; null for versions */
  order: number | null;
}

const MAX_REASON = 80;

/** The versions and the arrivals of channels, in the order of time. */
export function timelinePoints(
  { dots, marks }: Pick<TimelineLayout, 'dots' | 'marks'>,
  { registry, repository }: ChartAddress,
): TimelinePoint[] {
  const versions = dots.map(({ version, at, x, y, prerelease }): TimelinePoint => ({
    key: version,
    kind: 'version',
    x,
    y,
    at,
    title: `${version} was made`,
    detail: prerelease ? 'pre-release' : '',
    href: chartPath({ registry, repository, selector: { kind: 'version', version } }),
    prerelease,
    order: null,
  }));
  const moves = marks.map(({ stay: { channel, version, move }, order, at, x, y }): TimelinePoint => {
    const where = move?.origin === 'outside' ? 'moved outside' : null;
    const reason = move?.reason.split('\n')[0]?.slice(0, MAX_REASON) ?? '';
    return {
      key: move?.id ?? `${channel} ${at}`,
      kind: 'move',
      x,
      y,
      at,
      title: `${channel} came to ${version}`,
      detail: [where, move?.actor, reason].filter(Boolean).join(' · '),
      href: `#${move?.id ?? ''}`,
      prerelease: false,
      order,
    };
  });
  return [...versions, ...moves].sort((a, b) => a.at - b.at || a.y - b.y);
}
