import { ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { memo } from 'react';
import { DriftBadge } from '@/components/search/drift-badge';
import { MarkedText } from '@/components/search/marked-text';
import { RESULT_LINK } from '@/components/search/use-result-keys';
import { Badge } from '@/components/ui/badge';
import { Chip } from '@/components/ui/chip';
import { Picture } from '@/components/ui/picture';
import { RelativeTime } from '@/components/ui/relative-time';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import { chartPath } from '@/lib/references';
import { isPrerelease } from '@/lib/search/search-order';
import type { SearchHit } from '@/lib/search/search-result';

const MOST_CHANNELS = 3; // so that a row stays one line on a laptop

/** How pictures from the web are shown, as configured. */
export type RemoteImages = 'direct' | 'proxy' | 'off';

export interface ResultRowProps {
  hit: SearchHit;
  remoteImages: RemoteImages;
  now: number;
  /** this chart is about to be opened */
  onLeave(): void;
}

/** One chart: what it is, where it is, which version its channels point at. Scrolling does not render it again. */
export const ResultRow = memo(function ResultRow({
  hit: { document: chart, highlights, images },
  remoteImages,
  now,
  onLeave,
}: ResultRowProps) {
  const channels = Object.entries(chart.channels);
  const hidden = channels.slice(MOST_CHANNELS);
  const inName = highlights.some(({ field }) => field === 'name');
  return (
    <div className="group relative grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 px-2 py-2 focus-within:bg-water hover:bg-land">
      <Picture src={readIcon(chart.icon, remoteImages)} name={chart.name} size={36} className="mt-1" />
      <div className="min-w-0 space-y-0.5">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <Link
            href={chartPath(chart)}
            prefetch={false}
            onNavigate={onLeave}
            {...{ [RESULT_LINK]: '' }}
            className="min-w-0 text-lg leading-6 font-semibold wrap-anywhere text-ink after:absolute after:inset-0 after:rounded group-hover:text-guide-strong focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-guide"
          >
            <MarkedText text={chart.name} highlights={highlights} field="name" />
          </Link>
          <span className="font-mono text-sm wrap-anywhere tabular">{chart.version}</span>
          {isPrerelease(chart.version) && <Badge tone="caution">pre-release</Badge>}
          {chart.deprecated && <Badge tone="danger">deprecated</Badge>}
          <DriftBadge versions={chart.drifted} />
          {chart.library && <Badge title="A library chart: others use it, nobody installs it">library</Badge>}
          {chart.signed && (
            <span title="Signed: it carries a provenance file" className="relative z-10 text-good">
              <ShieldCheck aria-hidden className="size-4" />
              <VisuallyHidden>signed</VisuallyHidden>
            </span>
          )}
          {chart.appVersion !== null && chart.appVersion !== '' && (
            <span className="truncate text-sm text-muted">app {chart.appVersion}</span>
          )}
          {channels.slice(0, MOST_CHANNELS).map(([tag, version]) => (
            <Chip key={tag} label={tag} value={version} />
          ))}
          {hidden.length > 0 && (
            <span
              className="relative z-10 text-xs text-muted tabular"
              title={hidden.map(([tag, version]) => `${tag} → ${version}`).join('\n')}
            >
              +{hidden.length}
              <VisuallyHidden> more {hidden.length === 1 ? 'channel' : 'channels'}</VisuallyHidden>
            </span>
          )}
          {chart.created !== null && (
            <RelativeTime
              at={chart.created}
              now={now}
              className="relative z-10 text-xs whitespace-nowrap text-muted sm:ml-auto"
            />
          )}
        </div>
        <div className="flex flex-col gap-x-4 sm:flex-row sm:items-baseline sm:justify-between">
          <p className="min-w-0 truncate text-sm">
            <MarkedText text={chart.description} highlights={highlights} field="description" />
          </p>
          <p className="font-mono text-xs text-muted wrap-anywhere sm:max-w-1/2 sm:shrink-0 sm:text-right">
            {chart.registry}/
            <MarkedText text={chart.repository} highlights={inName ? [] : highlights} field="repository" />
          </p>
        </div>
        {images.length > 0 && (
          <p className="font-mono text-xs text-muted wrap-anywhere">
            <VisuallyHidden>Uses </VisuallyHidden>
            {images.join(', ')}
          </p>
        )}
      </div>
    </div>
  );
});

/** The icon, unless the page may not load it: from the web only over https, and only where that is allowed. */
function readIcon(icon: string | null, remoteImages: RemoteImages): string | null {
  if (icon === null) return null;
  if (/^(\/(?!\/)|data:image\/)/i.test(icon)) return icon;
  return remoteImages === 'direct' && /^https:\/\//i.test(icon) ? icon : null;
}
