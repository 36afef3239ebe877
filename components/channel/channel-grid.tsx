'use client';
import { clsx } from 'clsx';
import { layOutChannels, type GridCell } from '@/components/channel/channel-layout';
import { ChannelState, type ChannelStateProps } from '@/components/channel/channel-state';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { VisuallyHidden } from '@/components/ui/visually-hidden';

export type ChannelGridProps = Pick<ChannelStateProps, 'address' | 'channels' | 'rules' | 'now'> & {
  /** the channel the page was opened by */
  current: string | null;
};

/**
 * A chart's channels, a column a track and a row a risk; on a phone a list by track. It is one list of lists either way,
 * in which each channel says its own name, so that it reads the same without the picture.
 */
export function ChannelGrid({ channels, rules, ...rest }: ChannelGridProps) {
  const { risks, tracks } = layOutChannels(channels, rules.risks);
  const isNarrow = tracks.length < 2;
  return (
    <ScrollRegion label="Channels by track and risk" className="relative overflow-x-auto">
      <div
        className={isNarrow ? undefined : 'md:grid'}
        style={{
          gridTemplateColumns: `max-content repeat(${tracks.length}, minmax(15rem, 1fr))`,
          gridTemplateRows: `auto repeat(${risks.length}, auto)`,
        }}
      >
        {!isNarrow && (
          <div aria-hidden className="hidden md:contents">
            <span className="sticky left-0 border-b border-line bg-land" />
            {risks.map((risk, row) => (
              <span
                key={risk}
                style={{ gridRow: row + 2, gridColumn: 1 }}
                className="sticky left-0 z-1 flex min-h-8 items-start border-b border-line bg-land px-3 py-2.5 text-xs font-semibold text-muted"
              >
                {risk}
              </span>
            ))}
          </div>
        )}
        {tracks.map(({ track, cells }, column) => (
          <section key={track} aria-label={trackName(track)} className={isNarrow ? undefined : 'md:contents'}>
            <h3
              style={{ gridRow: 1, gridColumn: column + 2 }}
              className="border-b border-line bg-land px-3 py-1 text-xs font-semibold text-muted"
            >
              {trackName(track)}
            </h3>
            <ul className={isNarrow ? 'divide-y divide-line' : 'divide-y divide-line md:contents'}>
              {cells.map((cell, row) => (
                <li
                  key={cell.risk}
                  style={{ gridRow: row + 2, gridColumn: column + 2 }}
                  className={clsx(
                    !isNarrow && 'md:border-b md:border-l md:border-line',
                    cell.channels.length === 0 && 'hidden md:block',
                    !isNarrow && row === cells.length - 1 && 'md:border-b-0',
                  )}
                >
                  <Cell cell={cell} channels={channels} rules={rules} {...rest} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </ScrollRegion>
  );
}

function Cell({ cell, current, ...rest }: ChannelGridProps & { cell: GridCell }) {
  if (cell.channels.length === 0) {
    return (
      <p className="px-3 py-2.5 text-xs text-muted">
        <span aria-hidden>—</span>
        <VisuallyHidden>No {cell.risk} channel</VisuallyHidden>
        {cell.instead !== null && (
          <>
            {' '}
            follow <span className="font-mono">{cell.instead}</span> instead
          </>
        )}
      </p>
    );
  }
  return (
    <>
      {cell.channels.map((channel) => (
        <ChannelState key={channel.tag} channel={channel} current={channel.tag === current} {...rest} />
      ))}
    </>
  );
}

function trackName(track: string | null): string {
  return track === null ? 'No track' : `Track ${track}`;
}
