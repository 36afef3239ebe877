import { COMMON_RISKS } from '@/lib/channels/classify-tag';
import { compareTracks } from '@/lib/channels/track';

/** A movable tag, taken apart: `1-stable` is track `1`, risk `stable`; `stable` has no track. */
export interface Channel {
  tag: string;
  track: string | null;
  risk: string;
}

/**
 * Orders channels: the highest track first, channels without a track last, and the safest risk first within a track;
 * where tags mean the same, the shorter first.
 * @param risks the configured risks, safest first
 * @returns a comparison for `sort`
 */
export function compareChannels(risks: readonly string[]): (a: Channel, b: Channel) => number {
  const byRisk = compareRisk(risks);
  return (a, b) =>
    compareTracks(b.track, a.track) ||
    byRisk(a.risk, b.risk) ||
    a.tag.length - b.tag.length ||
    (a.tag < b.tag ? -1 : Number(a.tag > b.tag));
}

// Safest first: the configured risks as configured, then the common words, then anything else by name.
function compareRisk(risks: readonly string[]): (a: string, b: string) => number {
  const rank = (risk: string): number => {
    const configured = risks.indexOf(risk);
    if (configured >= 0) return configured;
    const common = COMMON_RISKS.indexOf(risk);
    return risks.length + (common >= 0 ? common : COMMON_RISKS.length);
  };
  return (a, b) => rank(a) - rank(b) || (a < b ? -1 : Number(a > b));
}
