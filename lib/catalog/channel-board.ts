import type { ChartChannel } from '@/lib/catalog/chart';
import type { KnownRepository } from '@/lib/catalog/repository-record';
import { compareSummaries } from '@/lib/catalog/snapshot';
import type { ChartAddress } from '@/lib/references';

/** A chart on the board of channels. */
export interface BoardChart extends ChartAddress {
  name: string;
  /** the version that describes it */
  newest: string;
  /** versions whose tag was seen with a second digest, newest first */
  drifted: readonly string[];
  /** in the order of their grid */
  channels: readonly ChartChannel[];
}

/** Every chart's channels, by name, then registry and repository. Reads nothing but the records given. */
export function layChannelBoard(repositories: Iterable<KnownRepository>): BoardChart[] {
  const charts: BoardChart[] = [];
  for (const { address, record } of repositories) {
    if (record.summary === null) continue;
    const { name, version, drifted } = record.summary;
    const { registry, repository } = address;
    charts.push({ registry, repository, name, newest: version, drifted, channels: record.channels });
  }
  return charts.sort(compareSummaries);
}
