import Link from 'next/link';
import { placeWords } from '@/components/transfer/transfer-words';
import { Digest } from '@/components/ui/digest';
import { Notice } from '@/components/ui/notice';
import type { Transfer } from '@/lib/api/schema/transfer';
import { chartPath } from '@/lib/references';

/** How a transfer ended, where that leads to, and what to do next. */
export function TransferOutcome({ transfer }: { transfer: Transfer }) {
  const { state, failure, events, from, to, version } = transfer;
  const { registry, repository, channel } = to;
  switch (state) {
    case 'done':
      return (
        <Notice tone="good" title={`${version} is in ${placeWords(to)}`}>
          <p className="flex flex-wrap items-center gap-x-1">
            The same digest <Digest digest={from.digest} /> in both.
          </p>
          <p className="mt-1 flex flex-wrap gap-x-3">
            <Link
              className="link"
              href={chartPath({ registry, repository, selector: { kind: 'version', version } })}
            >
              Open {version} in {registry}
            </Link>
            {channel !== null && (
              <>
                <Link
                  className="link"
                  href={chartPath({ registry, repository, selector: { kind: 'channel', tag: channel } })}
                >
                  Open {channel}
                </Link>
                <Link className="link" href={`${chartPath({ registry, repository })}?tab=history`}>
                  History there
                </Link>
              </>
            )}
          </p>
        </Notice>
      );
    case 'failed':
      return (
        <Notice tone="danger" title="The transfer stopped">
          <p className="wrap-anywhere">{failure?.message}</p>
          <p className="mt-1">What was copied stays; nothing of it is sent again when it goes on.</p>
          {failure?.code === 'channel_moved' && (
            <p className="mt-1">
              The version is there.{' '}
              <Link className="link" href={chartPath({ registry, repository })}>
                Promote it in {registry}
              </Link>{' '}
              once you have seen where the channel is now.
            </p>
          )}
        </Notice>
      );
    case 'waiting':
      return (
        <Notice tone="caution" title="The transfer waits">
          <p>{events.findLast(({ kind }) => kind === 'waiting')?.message}</p>
        </Notice>
      );
    case 'canceled':
      return (
        <Notice title="The transfer was canceled">
          <p>
            What was copied stays in {registry}, under no tag, until the registry cleans up. It can be gone on
            with.
          </p>
        </Notice>
      );
    default:
      return null;
  }
}
