import { HistoryTab } from '@/app/charts/[registry]/[...path]/history-tab';
import { CompareTab } from '@/app/charts/[registry]/[...path]/compare-tab';
import { DependencyTab } from '@/app/charts/[registry]/[...path]/dependency-tab';
import type { Part } from '@/app/charts/[registry]/[...path]/load-page';
import { ReadmeTab } from '@/app/charts/[registry]/[...path]/readme-tab';
import { SchemaTab, ValuesTab } from '@/app/charts/[registry]/[...path]/file-tabs';
import { VersionsTab } from '@/app/charts/[registry]/[...path]/versions-tab';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import type { ChartSelection } from '@/components/chart/chart-selection';
import { CHART_TABS, chartTabPath, TAB_LABELS, type ChartTab } from '@/components/chart/chart-tab';
import type { ComparedPair } from '@/components/chart/compared-pair';
import { ImageTable } from '@/components/chart/image-table';
import type { InstallPlace } from '@/components/chart/install-subject';
import { InstallChoice } from '@/components/chart/install-choice';
import { InstallGuide } from '@/components/chart/install-guide';
import { UnreadArchive, unreadArchive } from '@/components/chart/unread-archive';
import { selectVersions, type VersionFilter } from '@/components/chart/version-list';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { TabLinks } from '@/components/ui/tab-links';
import type { Chart } from '@/lib/api/schema/chart';
import type { MoveList } from '@/lib/api/schema/move';
import type { Release } from '@/lib/api/schema/release';
import type { ChartReference } from '@/lib/references';
import { listMoves } from '@/lib/services/moves';

export interface ChartTabsProps {
  reference: ChartReference;
  chart: Chart;
  selection: ChartSelection;
  release: Part<Release>;
  /** where the chart is */
  place: InstallPlace;
  rules: PromotionRules;
  tab: ChartTab;
  filter: VersionFilter;
  /** the only channel the history shows; null for all */
  channel: string | null;
  /** what is compared; null where there is nothing to compare with */
  pair: ComparedPair | null;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** Moves on the first page of the history. */
const MOVES_AT_FIRST = 100;

/** The tabs of a chart's page, and the one that is open. */
export async function ChartTabs(props: ChartTabsProps) {
  const { reference, chart, release, tab } = props;
  const { registry, repository } = reference;
  const moves = await listMoves({ registry, repository }, MOVES_AT_FIRST);
  const isUnread = release.value !== null && unreadArchive(release.value) !== null;
  const counts: Partial<Record<ChartTab, number>> = {
    versions: chart.versions.length,
    // What an archive nobody could read refers to is not known to be nothing.
    images: release.value === null || isUnread ? undefined : release.value.images.length,
    dependencies: release.value?.dependencies.length,
    history: moves.more ? undefined : moves.moves.length,
  };
  return (
    <>
      <TabLinks
        label="Parts of this chart"
        tabs={CHART_TABS.filter(
          (name) => name !== 'schema' || tab === 'schema' || release.value?.schema != null,
        ).map((name) => ({
          href: chartTabPath(reference, name),
          label: TAB_LABELS[name],
          count: counts[name],
          current: name === tab,
        }))}
      />
      <div className="pt-4">
        <OpenTab {...props} moves={moves} />
      </div>
    </>
  );
}

function OpenTab(props: ChartTabsProps & { moves: MoveList }) {
  const { chart, reference, selection, rules, filter, channel, moves, tab, now } = props;
  const { registry, repository } = reference;
  if (tab === 'versions') {
    return (
      <VersionsTab
        address={{ registry, repository }}
        known={selectVersions(chart.versions, filter)}
        channels={chart.channels}
        filter={filter}
        rules={rules}
        current={selection.version}
        now={now}
      />
    );
  }
  if (tab === 'history')
    return <HistoryTab chart={chart} moves={moves} rules={rules} channel={channel} now={now} />;
  if (tab === 'compare') return <CompareTab chart={chart} pair={props.pair} />;
  return <ReleaseTab {...props} />;
}

const ARCHIVE_PARTS: Partial<Record<ChartTab, string>> = {
  readme: 'The README',
  values: 'The values',
  schema: 'The schema',
  images: 'The images',
};

function ReleaseTab({ reference, chart, selection, release, place, tab }: ChartTabsProps) {
  if (release.problem !== null) {
    return (
      <Notice
        tone="danger"
        title={`This release could not be opened: ${release.problem.title.toLowerCase()}`}
      >
        <p>{release.problem.detail}</p>
        <p className="mt-1">
          Versions and channels are shown from what is known already. Reload to try again.
        </p>
      </Notice>
    );
  }
  const { value } = release;
  const reason = unreadArchive(value);
  const part = reason === null ? undefined : ARCHIVE_PARTS[tab];
  if (reason !== null && part !== undefined) return <UnreadArchive what={part} reason={reason} />;
  switch (tab) {
    case 'values':
      return <ValuesTab release={value} />;
    case 'schema':
      return <SchemaTab release={value} />;
    case 'images':
      return <ImageTable images={value.images} valuesPath={chartTabPath(reference, 'values')} />;
    case 'dependencies':
      return <DependencyTab release={value} />;
    case 'install':
      return (
        <div className="space-y-6">
          <InstallChoice
            address={{ registry: reference.registry, repository: reference.repository }}
            version={selection.version}
            channels={chart.channels}
            channel={selection.channel}
          />
          <InstallGuide
            subject={{
              place,
              repository: reference.repository,
              chartName: value.metadata.name,
              type: value.metadata.type,
              digest: value.digest,
              versionTag: versionTagOf(selection, value),
              channel: selection.channel,
              provenance: value.provenance,
            }}
          />
        </div>
      );
    case 'readme':
      if (value.readme === null) {
        return <EmptyState title="No README">This chart’s archive holds no README.md.</EmptyState>;
      }
      return <ReadmeTab reference={reference} release={value} text={value.readme} />;
    case 'versions':
    case 'compare':
    case 'history':
      return null; // these need no release, and were shown before
  }
}

/** The version tag to name in commands: only one that means the very digest shown. */
function versionTagOf({ entry }: ChartSelection, release: Release): string | null {
  if (entry === null) return null;
  return entry.digest === null || entry.digest === release.digest ? entry.tag : null;
}
