import { COMMON_RISKS } from '@/lib/channels/classify-tag';

/** A movable tag, taken apart: `1-stable` is track `1`, risk `stable`; `stable` has no track. */
export interface Channel {
  tag: string;
  track: string | null;
  risk: string;
}

/**
 * Orders channels: the highest track first, channels without a track last, and the safest risk first within a track.
 * @param risks the configured risks, safest first
 * @returns a comparison for `sort`
 */
export function compareChannels(risks: readonly string[]): (a: Channel, b: Channel) => number {
  const byRisk = compareRisk(risks);
  return (a, b) =>
    compareTracks(b.track, a.track) || byRisk(a.risk, b.risk) || (a.tag < b.tag ? -1 : Number(a.tag > b.tag));
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

// Tracks are one or two numbers, with or without `v`: compared by value, never as text.
function compareTracks(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  const [left, right] = [a, b].map((track) => track.replace(/^v/, '').split('.').map(BigInt));
  for (const index of [0, 1]) {
    const difference = (left?.[index] ?? -1n) - (right?.[index] ?? -1n);
    if (difference !== 0n) return difference > 0n ? 1 : -1;
  }
  return 0;
}
