import type { ChartChannel, FloatingVersion } from '@/lib/catalog/chart';
import { artifactOf, type RepositoryView } from '@/lib/catalog/repository-record';
import { versionOf, versionsByDigest } from '@/lib/catalog/summary';
import type { TagList } from '@/lib/catalog/tag-list';
import {
  channelState,
  type ChannelFacts,
  type ChartFacts,
  type PointerFacts,
} from '@/lib/channels/channel-state';
import { floatingWarnings } from '@/lib/channels/channel-warnings';
import { VersionOrder } from '@/lib/channels/version-order';

/** A chart's tags that move: where each points, and how that stands to the rest. What points at no chart is left out. */
export function viewPointers(
  view: RepositoryView,
  list: TagList,
): { channels: ChartChannel[]; floating: FloatingVersion[] } {
  const holdsChart = (tag: string): boolean => artifactOf(view, tag)?.kind !== 'other';
  const known = versionsByDigest(view, list);
  const factsOf = (tag: string): PointerFacts => {
    const { digest = null, previous = null } = view.records.get(tag) ?? {};
    return {
      tag,
      digest,
      version: digest === null ? null : versionOf(view, known, digest),
      previous: previous === null ? null : { digest: previous, version: versionOf(view, known, previous) },
    };
  };
  const facts: ChannelFacts[] = list.channels
    .filter(({ tag }) => holdsChart(tag))
    .map((channel) => ({ ...channel, ...factsOf(channel.tag) }));
  const chart: ChartFacts = { versions: orderOf(view, list), channels: facts, risks: list.risks };
  return {
    channels: facts.map((channel) => ({
      ...channel,
      since: sinceOf(view, channel.tag),
      ...channelState(channel, chart),
    })),
    floating: list.floating.filter(holdsChart).map((tag) => {
      const pointer = factsOf(tag);
      const { digest, version } = pointer;
      return { tag, digest, version, warnings: floatingWarnings(pointer, chart) };
    }),
  };
}

function sinceOf(view: RepositoryView, tag: string): string | null {
  const record = view.records.get(tag);
  return record === undefined || record.digest === null ? null : new Date(record.firstSeen).toISOString();
}

function orderOf(view: RepositoryView, list: TagList): VersionOrder {
  return new VersionOrder(
    list.versions
      .filter(({ tag }) => artifactOf(view, tag)?.kind !== 'other')
      .map((version) => ({ ...version, digest: view.records.get(version.tag)?.digest ?? null })),
  );
}
