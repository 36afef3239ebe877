import Link from 'next/link';
import type { ChannelStay } from '@/components/channel/channel-stays';
import { exactTime } from '@/components/ui/duration-words';
import { Table, Td, Th } from '@/components/ui/table';
import { chartPath, type ChartAddress } from '@/lib/references';

/** Rows shown at most. */
const MAX_ROWS = 200;

export interface StayTableProps {
  address: ChartAddress;
  stays: readonly ChannelStay[];
}

/** The timeline as a table, folded away: which channel was at which version from when to when. */
export function StayTable({ address: { registry, repository }, stays }: StayTableProps) {
  return (
    <details className="text-sm">
      <summary className="w-fit text-xs text-muted hover:text-ink">The timeline as a table</summary>
      <div className="pt-2">
        <Table label="Which channel was where, and when">
          <thead>
            <tr>
              <Th>Channel</Th>
              <Th>Version</Th>
              <Th>From</Th>
              <Th>Until</Th>
            </tr>
          </thead>
          <tbody>
            {stays.slice(0, MAX_ROWS).map(({ channel, version, digest, since, until }) => (
              <tr key={`${channel} ${since ?? ''} ${digest}`}>
                <Th scope="row" className="font-mono text-guide">
                  {channel}
                </Th>
                <Td className="font-mono">
                  <Link
                    className="hover:underline"
                    href={chartPath({ registry, repository, selector: { kind: 'version', version } })}
                  >
                    {version}
                  </Link>
                </Td>
                <Td>{since === null ? 'before it was watched' : exactTime(since)}</Td>
                <Td>{until === null ? 'now' : exactTime(until)}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
        {stays.length > MAX_ROWS && (
          <p className="pt-2 text-xs text-muted">{`${stays.length - MAX_ROWS} more are in the list below.`}</p>
        )}
      </div>
    </details>
  );
}
