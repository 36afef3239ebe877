import type { Chart, ChartVersion } from '@/lib/api/schema/chart';
import type { Selector } from '@/lib/references';

/** Which release of a chart a page shows, as far as what is known of the chart tells. */
export interface ChartSelection {
  /** null when no version is known to have this digest */
  version: string | null;
  /** the channel the page was opened by */
  channel: string | null;
  digest: string | null;
  /** the version's entry in the chart */
  entry: ChartVersion | null;
}

/**
 * What a selector means for this chart now; without one, the chart's default version. Pure; never throws.
 * A tag after `:` may also be a version, as in references pasted from elsewhere; it is then no channel.
 */
export function selectRelease(chart: Chart, selector: Selector | undefined): ChartSelection {
  switch (selector?.kind) {
    case undefined:
      return ofVersion(chart, chart.defaultVersion);
    case 'version':
      return ofVersion(chart, selector.version);
    case 'digest':
      return ofDigest(chart, selector.digest, null);
    case 'channel': {
      const channel = [...chart.channels, ...chart.floating].find(({ tag }) => tag === selector.tag);
      if (channel === undefined) {
        const entry = chart.versions.find((version) => version.tag === selector.tag);
        return entry ? ofVersion(chart, entry.version) : { ...NOTHING, channel: selector.tag };
      }
      const found = ofDigest(chart, channel.digest, channel.version);
      return { ...found, channel: channel.tag };
    }
  }
}

const NOTHING: ChartSelection = { version: null, channel: null, digest: null, entry: null };

function ofVersion(chart: Chart, version: string): ChartSelection {
  const entry = chart.versions.find((candidate) => candidate.version === version) ?? null;
  return { version: version === '' ? null : version, channel: null, digest: entry?.digest ?? null, entry };
}

function ofDigest(chart: Chart, digest: string | null, version: string | null): ChartSelection {
  const same = digest === null ? [] : chart.versions.filter((candidate) => candidate.digest === digest);
  const entry = same.find((candidate) => candidate.version === version) ?? same[0] ?? null;
  return { version: entry?.version ?? version, channel: null, digest, entry };
}

/**
 * The entry of the version a release calls itself, when the version's tag means other bytes by now: pushed again, and
 * this release was reached by a channel or digest that stayed. Undefined when all is well.
 */
export function findOtherBytes(
  chart: Pick<Chart, 'versions'>,
  release: { version: string; digest: string },
): ChartVersion | undefined {
  const namesake = chart.versions.find((entry) => entry.version === release.version);
  return namesake?.digest == null || namesake.digest === release.digest ? undefined : namesake;
}

/**
 * Sums up what a page shows of a chart outside its lists: equal for two readings that make the same page. How far the
 * reading of versions has come is left out: it changes every moment, and is shown elsewhere.
 */
export function chartRevision(chart: Chart, selector: Selector | undefined): string {
  const { version, digest, entry } = selectRelease(chart, selector);
  const shown = [
    version,
    digest,
    entry?.previousDigest ?? null,
    entry?.deprecated ?? false,
    entry?.inside ?? null,
  ];
  const drifted = chart.versions.filter(({ previousDigest }) => previousDigest !== null).length;
  const tracks = new Set(chart.channels.map(({ track }) => track)).size; // decide where the channels stand
  return JSON.stringify([chart.versions.length, chart.deprecated, tracks, drifted, ...shown]);
}
