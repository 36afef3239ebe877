'use client';
import { OctagonAlert } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { BoardCell } from '@/components/channel/board-cell';
import { channelTargets, type PromotionTarget } from '@/components/channel/promotion-target';
import { useStagedPromotions } from '@/components/channel/use-staged-promotions';
import { Badge } from '@/components/ui/badge';
import type { BoardRow, ChannelBoard } from '@/lib/api/schema/channel-board';
import type { ChartChannel } from '@/lib/api/schema/chart';
import { chartPath } from '@/lib/references';

export interface BoardLineProps {
  row: BoardRow;
  board: ChannelBoard;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** A chart's channels of one track. A channel can be dragged to a safer one of its line, which stages a promotion. */
export function BoardLine({ row, board, now }: BoardLineProps) {
  const { registry, repository, name, newest, track, channels, drifted } = row;
  const { risks, registries } = board;
  const [dragged, setDragged] = useState<ChartChannel>();
  const { add } = useStagedPromotions();
  const mode = registries.find((one) => one.name === registry)?.promotion ?? 'off';
  const targets = dragged === undefined ? [] : targetsOf(dragged, row, risks);
  const stageOn = (target: PromotionTarget, source: ChartChannel) => {
    if (source.version === null || source.digest === null) return;
    add({
      registry,
      repository,
      name,
      source: source.tag,
      to: { version: source.version, digest: source.digest },
      channel: target.tag,
      from: target.digest === null ? null : { version: target.version, digest: target.digest },
    });
  };
  const others = channels.filter(({ risk }) => !risks.includes(risk));
  const cells = risks.map((risk) => ({
    risk,
    tag: track === null ? risk : `${track}-${risk}`,
    channel: channels.find((channel) => channel.risk === risk),
  }));

  return (
    <>
      <th scope="row" className="block min-w-0 py-1.5 pr-2 text-left font-normal">
        <p className="flex flex-wrap items-baseline gap-x-1.5">
          <Link
            href={chartPath({ registry, repository })}
            prefetch={false}
            className="min-w-0 truncate text-sm font-semibold hover:text-guide hover:underline"
          >
            {name}
          </Link>
          {track !== null && <Badge>track {track}</Badge>}
          {drifted.length > 0 && (
            <Badge tone="danger" title={`Pushed again with other content: ${drifted.slice(0, 5).join(', ')}`}>
              <OctagonAlert aria-hidden /> drift
            </Badge>
          )}
        </p>
        <p className="truncate text-xs text-muted" title={`${registry}/${repository}`}>
          newest <span className="tabular font-mono">{newest}</span> · {registry}/{repository}
        </p>
      </th>
      {cells.map(({ risk, tag, channel }) => (
        <td key={risk} className="block min-w-0">
          <BoardCell
            row={row}
            tag={tag}
            channel={channel}
            promotion={{ mode, risks }}
            targets={channel === undefined ? [] : targetsOf(channel, row, risks)}
            now={now}
            dragged={dragged}
            target={targets.find((target) => target.tag === tag)}
            onDrag={setDragged}
            onStage={stageOn}
          />
        </td>
      ))}
      <td className="block min-w-0 py-1.5 sm:pl-2">
        {others.map((channel) => (
          <BoardCell
            key={channel.tag}
            row={row}
            tag={channel.tag}
            channel={channel}
            promotion={{ mode, risks }}
            targets={targetsOf(channel, row, risks)}
            now={now}
            dragged={dragged}
            target={undefined}
            onDrag={setDragged}
            onStage={stageOn}
          />
        ))}
      </td>
    </>
  );
}

function targetsOf(channel: ChartChannel, row: BoardRow, risks: readonly string[]): PromotionTarget[] {
  const { next, others } = channelTargets(channel, row.channels, risks);
  return [...(next === null ? [] : [next]), ...others];
}
