'use client';
import { useMemo, useState } from 'react';
import type { ChannelStay } from '@/components/channel/channel-stays';
import { StayTable } from '@/components/channel/stay-table';
import { layoutTimeline, type ChosenVersions } from '@/components/channel/timeline-layout';
import { TimelinePicture } from '@/components/channel/timeline-picture';
import { timelinePoints } from '@/components/channel/timeline-points';
import { exactTime } from '@/components/ui/duration-words';
import { ScrollRegion } from '@/components/ui/scroll-region';
import type { ChartAddress } from '@/lib/references';

export interface ChartTimelineProps {
  address: ChartAddress;
  versions: ChosenVersions;
  /** where the channels were */
  stays: readonly ChannelStay[];
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/**
 * Versions over time, and the channels moving along them; the same as a table behind it. Where it does not fit, it is
 * scrolled to now: that is what the direction is for.
 */
export function ChartTimeline({ address, versions, stays, now }: ChartTimelineProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  // Hundreds of points are not to be placed and drawn anew whenever the pointer comes to another one.
  const layout = useMemo(() => layoutTimeline(versions, stays, now), [versions, stays, now]);
  const points = useMemo(() => (layout === null ? [] : timelinePoints(layout, address)), [layout, address]);
  if (layout === null || stays.length === 0) return null;
  const point = pointed === null ? undefined : points[pointed];
  const { undated, older } = versions.omitted;
  return (
    <figure className="space-y-1.5">
      <ScrollRegion
        label="Timeline"
        className="overflow-x-auto rounded border border-line bg-surface [direction:rtl]"
      >
        <div className="relative min-w-195 [direction:ltr]">
          <TimelinePicture
            layout={layout}
            points={points}
            onPoint={setPointed}
            describedBy="timeline-caption"
          />
          {point && (
            <p
              role="tooltip"
              className="pointer-events-none absolute z-10 w-max max-w-60 -translate-x-1/2 -translate-y-full rounded border border-line-strong bg-surface px-2 py-1 text-xs shadow-raised"
              style={{
                left: `${clampShare(point.x / layout.width) * 100}%`,
                top: `calc(${(point.y / layout.height) * 100}% + ${point.y < 60 ? 4.6 : -0.6}rem)`,
              }}
            >
              <span className="block font-semibold wrap-anywhere">{point.title}</span>
              <span className="block text-muted wrap-anywhere">
                {exactTime(point.at)}
                {point.detail !== '' && ` · ${point.detail}`}
              </span>
            </p>
          )}
        </div>
      </ScrollRegion>
      <figcaption id="timeline-caption" className="text-xs text-muted">
        Versions by SemVer from below, over time; lines are channels. Busy times are stretched. Arrow keys go
        from point to point.
        {older > 0 && ` The ${older} oldest versions are left out.`}
        {undated > 0 && ` ${undated} ${undated === 1 ? 'version' : 'versions'} of unknown date are left out.`}
      </figcaption>
      <StayTable address={address} stays={stays} />
    </figure>
  );
}

/** Keeps a tooltip, which stands above its middle, within the picture. */
function clampShare(share: number): number {
  return Math.min(0.83, Math.max(0.17, share));
}
