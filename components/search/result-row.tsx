import Link from 'next/link';
import { MarkedText } from '@/components/search/marked-text';
import { isPrerelease } from '@/components/search/result-words';
import { RESULT_LINK } from '@/components/search/use-result-keys';
import { Badge } from '@/components/ui/badge';
import { Chip } from '@/components/ui/chip';
import { Picture } from '@/components/ui/picture';
import { RelativeTime } from '@/components/ui/relative-time';
import { chartPath } from '@/lib/references';
import type { SearchHit } from '@/lib/search/search-engine';

const MOST_CHANNELS = 4;

/** One chart: what it is, where it is, which version its channels point at. */
export function ResultRow({ hit: { document: chart, highlights }, now }: { hit: SearchHit; now: number }) {
  const channels = Object.entries(chart.channels);
  const hidden = channels.slice(MOST_CHANNELS);
  return (
    <li className="group relative grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 rounded px-2 py-2.5 focus-within:bg-water hover:bg-land">
      <Picture src={chart.icon} name={chart.name} size={36} className="mt-0.5" />
      <div className="min-w-0">
        <div className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
          <Link
            href={chartPath(chart)}
            prefetch={false}
            {...{ [RESULT_LINK]: '' }}
            className="min-w-0 text-lg leading-6 font-semibold wrap-anywhere text-ink after:absolute after:inset-0 after:rounded group-hover:text-guide-strong focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-guide"
          >
            <MarkedText text={chart.name} highlights={highlights} field="name" />
          </Link>
          <span className="font-mono text-sm wrap-anywhere tabular">{chart.version}</span>
          {isPrerelease(chart.version) && <Badge tone="caution">pre-release</Badge>}
          {chart.deprecated && <Badge tone="danger">deprecated</Badge>}
          {chart.appVersion !== null && chart.appVersion !== '' && (
            <span className="truncate text-sm text-muted">app {chart.appVersion}</span>
          )}
          {chart.created !== null && (
            <RelativeTime
              at={chart.created}
              now={now}
              className="relative z-10 text-xs whitespace-nowrap text-muted sm:ml-auto"
            />
          )}
        </div>
        {chart.description !== '' && (
          <p className="truncate text-sm">
            <MarkedText text={chart.description} highlights={highlights} field="description" />
          </p>
        )}
        <div className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-mono text-xs wrap-anywhere text-muted">
            {chart.registry}/<MarkedText text={chart.repository} highlights={highlights} field="repository" />
          </span>
          {channels.slice(0, MOST_CHANNELS).map(([tag, version]) => (
            <Chip key={tag} label={tag} value={version} />
          ))}
          {hidden.length > 0 && (
            <span
              className="text-xs text-muted"
              title={hidden.map(([tag, version]) => `${tag} → ${version}`).join(', ')}
            >
              and {hidden.length} more
            </span>
          )}
        </div>
      </div>
    </li>
  );
}
