import type { ChartSelection } from '@/components/chart/chart-selection';
import { DigestText } from '@/lib/api/schema/names';
import type { Chart } from '@/lib/api/schema/chart';
import { chartPath, type ChartAddress } from '@/lib/references';

type Digest = Chart['versions'][number]['digest'];

/** One side of a comparison, as the address names it. */
export interface PairEnd {
  /** a version, a channel's tag or a digest */
  name: string;
  /** null where it is not known: no such release, or one that has not been read */
  digest: Digest;
}

/** What a page compares. */
export interface ComparedPair {
  from: PairEnd;
  to: PairEnd;
}

type Parameter = string | string[] | undefined;

/** The address of a comparison. @param from a version, a channel's tag or a digest; so is `to` */
export function comparisonPath({ registry, repository }: ChartAddress, from: string, to: string): string {
  return `${chartPath({ registry, repository })}?${new URLSearchParams({ tab: 'compare', from, to })}`;
}

/**
 * What an address asks to compare. What it leaves out: the chart's newest version, and beside it what the page shows,
 * or else the next older version, or else the newest.
 * @returns null where the chart has nothing to compare with
 */
export function readComparedPair(
  chart: Pick<Chart, 'versions' | 'channels' | 'defaultVersion'>,
  shown: Pick<ChartSelection, 'version' | 'channel'>,
  parameters: { from?: Parameter; to?: Parameter },
): ComparedPair | null {
  const named = { from: nameOf(parameters.from), to: nameOf(parameters.to) };
  const to = named.to ?? chart.defaultVersion;
  const page = shown.channel ?? shown.version;
  const from =
    named.from ?? (page === to ? null : page) ?? olderThan(chart, to) ?? otherThan(to, chart.defaultVersion);
  if (from === null || to === '') return null;
  return { from: { name: from, digest: find(chart, from) }, to: { name: to, digest: find(chart, to) } };
}

/** The version listed after another one: the next older. Null for the oldest. */
export function olderThan(
  { versions }: { versions: readonly Chart['versions'][number][] },
  version: string,
): string | null {
  const index = versions.findIndex((entry) => entry.version === version);
  const older = versions.slice(index + 1);
  const stable = versions[index]?.prerelease === false ? older.find((entry) => !entry.prerelease) : undefined;
  return (stable ?? older[0])?.version ?? null;
}

function otherThan(name: string, candidate: string): string | null {
  return candidate === name || candidate === '' ? null : candidate;
}

function nameOf(parameter: Parameter): string | null {
  return typeof parameter === 'string' && parameter !== '' && parameter.length <= 200 ? parameter : null;
}

function find({ versions, channels }: Pick<Chart, 'versions' | 'channels'>, name: string): Digest {
  const digest = DigestText.safeParse(name);
  if (digest.success) return digest.data;
  const version = versions.find((entry) => entry.version === name || entry.tag === name);
  return version?.digest ?? channels.find(({ tag }) => tag === name)?.digest ?? null;
}
