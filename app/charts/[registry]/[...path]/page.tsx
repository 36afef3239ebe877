import type { Metadata } from 'next';
import { ChartTabs } from '@/app/charts/[registry]/[...path]/chart-tabs';
import { ChartUnavailable } from '@/app/charts/[registry]/[...path]/chart-unavailable';
import { loadPictures } from '@/app/charts/[registry]/[...path]/load-pictures';
import {
  loadChart,
  loadRelease,
  pageTitle,
  readReference,
} from '@/app/charts/[registry]/[...path]/load-page';
import { ChannelPanel } from '@/components/channel/channel-panel';
import { countTracks } from '@/components/channel/channel-layout';
import { PromotionAnnouncer } from '@/components/channel/promotion-announcer';
import { ChartHeader } from '@/components/chart/chart-header';
import { chartRevision, findOtherBytes, selectRelease } from '@/components/chart/chart-selection';
import { parseChartTab } from '@/components/chart/chart-tab';
import { ChartWatch } from '@/components/chart/chart-watch';
import { readComparedPair } from '@/components/chart/compared-pair';
import { FreshnessNotice } from '@/components/chart/freshness-notice';
import { ReleaseFacts } from '@/components/chart/release-facts';
import { ReleaseNotices } from '@/components/chart/release-notices';
import { parseVersionFilter } from '@/components/chart/version-list';
import { VersionSwitcher } from '@/components/chart/version-switcher';
import { TransferButton } from '@/components/transfer/transfer-button';
import { transferTargets } from '@/components/transfer/transfer-target';
import { listRegistries } from '@/lib/services/registries';
import { getSettings } from '@/lib/services/settings';

type Props = PageProps<'/charts/[registry]/[...path]'>;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const reference = await readReference(params);
  const { chart } = await loadChart(reference.registry, reference.repository);
  return { title: pageTitle(reference, chart.value), description: chart.value?.description };
}

export default async function ChartPage({ params, searchParams }: Props) {
  const [reference, parameters, { risks }, registries] = await Promise.all([
    readReference(params),
    searchParams,
    getSettings(),
    listRegistries(),
  ]);
  const { registry, repository } = reference;
  const address = { registry, repository };
  const { chart, state } = await loadChart(registry, repository);
  if (chart.problem !== null) return <ChartUnavailable address={address} problem={chart.problem} />;

  const tab = parseChartTab(parameters.tab);
  const rules = { mode: state.promotion, risks };
  const selection = selectRelease(chart.value, reference.selector);
  const release = await loadRelease(reference, selection);
  const metadata = release.value?.metadata ?? null;
  const iconUrl = metadata?.icon ?? chart.value.icon;
  const showPicture = await loadPictures(iconUrl === null ? [] : [iconUrl]);
  const now = Date.now();
  const isWide = countTracks(chart.value.channels) > 1;
  const panel = (
    <ChannelPanel
      address={address}
      channels={chart.value.channels}
      floating={chart.value.floating}
      rules={rules}
      kind={state.kind}
      current={selection.channel}
      now={now}
    />
  );

  return (
    <PromotionAnnouncer>
      <div className="space-y-4">
        <ChartHeader
          chart={chart.value}
          selection={{ ...selection, digest: release.value?.digest ?? selection.digest }}
          metadata={metadata}
          icon={iconUrl === null ? null : showPicture(iconUrl)}
          switcher={
            <VersionSwitcher
              address={address}
              label={selection.channel ?? selection.version ?? selection.digest?.slice(0, 19) ?? 'unknown'}
              version={selection.version}
              channel={selection.channel}
              versions={chart.value.versions.slice(0, 16).map((version) => version.version)}
              channels={chart.value.channels}
              tab={tab}
            />
          }
        />
        <FreshnessNotice
          address={address}
          known={{ checkedAt: chart.value.checkedAt, error: chart.value.error }}
          now={now}
        />
        <ChartWatch reference={reference} rendered={chartRevision(chart.value, reference.selector)} />
        <ReleaseNotices
          address={address}
          versions={chart.value.versions}
          release={release.value}
          selection={selection}
          otherBytes={release.value === null ? undefined : findOtherBytes(chart.value, release.value)}
        />
        {isWide && panel}
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_19rem] lg:grid-rows-[auto_1fr] lg:gap-x-6">
          <div className="lg:col-start-2 lg:row-start-1">{!isWide && panel}</div>
          <div className="min-w-0 lg:col-start-1 lg:row-span-2 lg:row-start-1">
            <ChartTabs
              reference={reference}
              chart={chart.value}
              selection={selection}
              release={release}
              place={{ name: state.name, url: state.url, kind: state.kind }}
              rules={rules}
              tab={tab}
              filter={parseVersionFilter(parameters)}
              channel={typeof parameters.channel === 'string' ? parameters.channel.slice(0, 128) : null}
              pair={readComparedPair(chart.value, selection, parameters)}
              now={now}
            />
          </div>
          <aside aria-label="About this release" className="space-y-4 lg:col-start-2 lg:row-start-2">
            {release.value && state.kind !== 'helm-repository' && (
              <TransferButton
                source={{
                  ...address,
                  digest: release.value.digest,
                  version: release.value.version,
                  channel: selection.channel,
                }}
                targets={transferTargets(registries, registry)}
                risks={risks}
              />
            )}
            {release.value && <ReleaseFacts release={release.value} now={now} />}
          </aside>
        </div>
      </div>
    </PromotionAnnouncer>
  );
}
