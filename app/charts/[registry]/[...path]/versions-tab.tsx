'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import { VersionPromotion } from '@/components/channel/version-promotion';
import {
  selectVersions,
  versionFilterQuery,
  type VersionFilter,
  type VersionPage,
} from '@/components/chart/version-list';
import { VersionPages } from '@/components/chart/version-pages';
import { comparisonPath, olderThan } from '@/components/chart/compared-pair';
import { VersionTable } from '@/components/chart/version-table';
import type { ChartChannel, ChartVersion } from '@/lib/api/schema/chart';
import { chartDetail } from '@/lib/queries/charts';
import type { ChartAddress } from '@/lib/references';

export interface VersionsTabProps {
  address: ChartAddress;
  /** the page of versions as the server knew them; those the registry has now take their place */
  known: VersionPage;
  channels: readonly ChartChannel[];
  filter: VersionFilter;
  rules: PromotionRules;
  /** the version the page shows */
  current: string | null;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** A chart's versions, a page at a time; each can be promoted. */
export function VersionsTab({ address, known, channels, filter, rules, current, now }: VersionsTabProps) {
  const { data } = useQuery(chartDetail(address));
  const list = data === undefined ? known : selectVersions(data.versions, filter);
  const hides = filter.prereleases === 'hide';
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
        <Link
          className="link"
          href={versionFilterQuery({ page: 1, prereleases: hides ? 'show' : 'hide' })}
          scroll={false}
        >
          {hides ? `Show pre-releases (${list.hidden} hidden)` : 'Hide pre-releases'}
        </Link>
        <VersionPages list={list} filter={filter} />
      </div>
      <VersionTable
        address={address}
        versions={list.versions}
        current={current}
        now={now}
        renderActions={(version) => (
          <span className="flex items-center justify-end gap-2">
            <CompareLink address={address} versions={list.versions} version={version} current={current} />
            <VersionPromotion
              address={address}
              version={version}
              channels={data?.channels ?? channels}
              rules={rules}
            />
          </span>
        )}
      />
      <VersionPages list={list} filter={filter} />
    </div>
  );
}

/** Compares a version with the one the page shows; that one with the next older. */
function CompareLink({
  address,
  versions,
  version: { version, digest },
  current,
}: Pick<VersionsTabProps, 'address' | 'current'> & {
  versions: readonly ChartVersion[];
  version: ChartVersion;
}) {
  const other = version === current ? olderThan({ versions }, version) : current;
  if (other === null || digest === null) return null;
  return (
    <Link
      className="link text-xs"
      href={comparisonPath(address, other, version)}
      aria-label={`Compare ${version} with ${other}`}
      title={`What differs from ${other}`}
    >
      Compare
    </Link>
  );
}
