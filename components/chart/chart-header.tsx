import type { ReactNode } from 'react';
import { Archive, Library } from 'lucide-react';
import type { ChartSelection } from '@/components/chart/chart-selection';
import { VersionMarks } from '@/components/chart/version-marks';
import { Badge } from '@/components/ui/badge';
import { DigestText } from '@/components/ui/digest';
import { Picture } from '@/components/ui/picture';
import type { Chart } from '@/lib/api/schema/chart';
import type { ChartMetadata } from '@/lib/api/schema/release';

export interface ChartHeaderProps {
  chart: Pick<Chart, 'registry' | 'repository' | 'name' | 'description' | 'deprecated'>;
  selection: ChartSelection;
  /** null while the release is not known */
  metadata: ChartMetadata | null;
  /** the address to show the icon from; null for none */
  icon: string | null;
  /** where another version is chosen */
  switcher: ReactNode;
}

/** What a chart is, and which release of it is shown. */
export function ChartHeader({ chart, selection, metadata, icon, switcher }: ChartHeaderProps) {
  const { version, channel, digest, entry } = selection;
  const marked = entry ?? NOTHING_SPECIAL;
  const deprecated = metadata?.deprecated ?? chart.deprecated;
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <Picture src={icon} name={chart.name} size={56} />
      <div className="min-w-0 flex-1 basis-64">
        <p className="text-sm text-muted wrap-anywhere">
          {chart.registry} / {chart.repository}
        </p>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-2xl font-semibold wrap-anywhere">{chart.name}</h1>
          {metadata?.type === 'library' && (
            <Badge tone="water" title="Used by other charts; it cannot be installed itself">
              <Library aria-hidden />
              library
            </Badge>
          )}
          {deprecated && !marked.deprecated && (
            <Badge tone="danger">
              <Archive aria-hidden />
              deprecated
            </Badge>
          )}
          <VersionMarks version={marked} />
        </div>
        <p className="mt-1 max-w-[75ch] wrap-anywhere">{metadata?.description || chart.description}</p>
        {channel !== null && digest !== null && (
          <p className="mt-1 text-sm">
            <span className="font-mono font-semibold text-guide">{channel}</span> is{' '}
            {version === null ? (
              'a digest without a version tag'
            ) : (
              <strong className="tabular font-mono">{version}</strong>
            )}{' '}
            (<DigestText digest={digest} />)
          </p>
        )}
      </div>
      <div className="shrink-0">{switcher}</div>
    </header>
  );
}

const NOTHING_SPECIAL = { tag: '', prerelease: false, deprecated: false, previousDigest: null, inside: null };
