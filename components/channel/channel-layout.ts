import type { ChartChannel } from '@/lib/api/schema/chart';

/** A place in the grid: one risk of one track. */
export interface GridCell {
  risk: string;
  /** several where tags mean the same: `stable` and `0.0.0-stable`, `1-beta` and `v1-beta` */
  channels: ChartChannel[];
  /** the nearest safer channel of the track, where the place is empty; null for none */
  instead: string | null;
}

export interface GridTrack {
  /** `1`; null for channels without a track */
  track: string | null;
  /** one for each risk of the layout, in its order */
  cells: GridCell[];
}

export interface GridLayout {
  /** those that are in use: the configured ones safest first, then others by name */
  risks: string[];
  /** highest first, without a track last */
  tracks: GridTrack[];
}

/**
 * Lays channels out by track and risk.
 * @param channels by track, the highest first, without a track last
 * @param risks configured risks, safest first
 */
export function layOutChannels(channels: readonly ChartChannel[], risks: readonly string[]): GridLayout {
  const used = new Set(channels.map(({ risk }) => risk));
  const further = [...used].filter((risk) => !risks.includes(risk)).sort();
  const rows = [...risks.filter((risk) => used.has(risk)), ...further];
  const tracks = [...groupByTrack(channels)].map(([track, members]): GridTrack => {
    let safer: string | null = null;
    const cells = rows.map((risk): GridCell => {
      const here = members.filter((channel) => channel.risk === risk);
      const instead = here.length === 0 && risks.includes(risk) ? safer : null;
      if (here[0] !== undefined && risks.includes(risk)) safer = here[0].tag;
      return { risk, channels: here, instead };
    });
    return { track, cells };
  });
  return { risks: rows, tracks };
}

/** How many tracks the channels are of; those without one count as one more. */
export function countTracks(channels: readonly ChartChannel[]): number {
  return groupByTrack(channels).size;
}

function groupByTrack(channels: readonly ChartChannel[]): Map<string | null, ChartChannel[]> {
  const groups = new Map<string | null, ChartChannel[]>();
  for (const channel of channels) {
    const track = channel.track?.replace(/^v/, '') ?? null;
    const group = groups.get(track);
    if (group === undefined) groups.set(track, [channel]);
    else group.push(channel);
  }
  return groups;
}
