import compareBuild from 'semver/functions/compare-build.js';
import parse from 'semver/functions/parse.js';
import type { ChannelStay } from '@/components/channel/channel-stays';
import { placeTicks, spreadLabels, thinOut } from '@/components/channel/timeline-labels';
import { timeScale, type TimeScale } from '@/components/channel/time-scale';

// All coordinates are pixels of the picture, from its upper left corner; all times epoch milliseconds.

export interface TimelineVersion {
  version: string;
  /** when it was made; null where that is not known */
  at: number | null;
  prerelease: boolean;
}

export interface TimelineDot {
  version: string;
  at: number;
  prerelease: boolean;
  x: number;
  y: number;
}

/** Where a channel came to a version. */
export interface TimelineMark {
  stay: ChannelStay;
  /** that of the channel's line */
  order: number;
  at: number;
  x: number;
  y: number;
}

export interface TimelineLine {
  channel: string;
  /** SVG path of horizontal and vertical steps */
  path: string;
  /** counts the lines, for their colours */
  order: number;
  /** whether the channel is there now */
  open: boolean;
  /** where the line ends */
  end: { x: number; y: number };
  /** where its name stands: beside the end, moved so that no two names overlap */
  label: { x: number; y: number };
  /** the version it ends at */
  version: string;
}

export interface TimelineLayout {
  width: number;
  height: number;
  /** the part within the axes */
  plot: { left: number; right: number; top: number; bottom: number };
  /** times written below */
  ticks: { x: number; label: string }[];
  /** versions written at the left */
  rows: { version: string; y: number }[];
  dots: TimelineDot[];
  lines: TimelineLine[];
  marks: TimelineMark[];
}

/** Versions drawn at most. */
export const MAX_VERSIONS = 500;
/** Channels drawn at most. */
export const MAX_LINES = 12;

const WIDTH = 784;
const LEFT = 108;
const RIGHT = 148;
const TOP = 14;
const BOTTOM = 26;
const ROW = 20;
const MIN_PLOT = 70;
const MAX_PLOT = 420;

/** The versions a picture has room for. */
export interface ChosenVersions {
  versions: DatedVersion[];
  /** versions left out: of unknown time, or too many */
  omitted: { undated: number; older: number };
}

interface DatedVersion extends TimelineVersion {
  at: number;
}

/**
 * The versions to draw: those that channels were at, and as many of the others as there is room for, the latest. A
 * version of unknown time counts from when a channel first came to it. Versions outside SemVer have no place.
 */
export function chooseVersions(
  versions: readonly TimelineVersion[],
  stays: readonly ChannelStay[],
): ChosenVersions {
  const visited = firstVisits(stays);
  const valid = versions.filter(({ version }) => parse(version) !== null);
  const dated = valid.flatMap((version): DatedVersion[] => {
    const at = version.at ?? visited.get(version.version) ?? null;
    return at === null ? [] : [{ ...version, at }];
  });
  const latest = dated.toSorted(
    (a, b) => Number(visited.has(b.version)) - Number(visited.has(a.version)) || b.at - a.at,
  );
  return {
    versions: latest.slice(0, MAX_VERSIONS),
    omitted: { undated: valid.length - dated.length, older: Math.max(0, dated.length - MAX_VERSIONS) },
  };
}

/**
 * Lays out versions over time with the newest above, and the channels as steps that move along them.
 * @param stays of the channels, the most important channel first
 * @param now the right edge, unless something came later
 * @returns null when there is nothing to draw
 */
export function layoutTimeline(
  { versions }: ChosenVersions,
  stays: readonly ChannelStay[],
  now: number,
): TimelineLayout | null {
  const drawn = stays.filter(isDrawn(stays));
  const kept = [...versions, ...versionsGone(versions, drawn)].sort((a, b) =>
    compareBuild(b.version, a.version),
  );
  if (kept.length === 0) return null;
  const times = [...kept.map(({ at }) => at), ...drawn.flatMap(({ since, until }) => [since, until])].filter(
    (time) => time !== null,
  );
  const last = drawn.reduce((latest, { since }) => Math.max(latest, since ?? 0), now);
  const plotHeight = Math.min(MAX_PLOT, Math.max(MIN_PLOT, kept.length * ROW));
  const plot = { left: LEFT, right: WIDTH - RIGHT, top: TOP, bottom: TOP + plotHeight };
  const x = timeScale(times, last, [plot.left, plot.right]);
  const y = rowScale(kept, plot);
  const lanes = laneScale(drawn, y, (plot.bottom - plot.top) / kept.length);
  return {
    width: WIDTH,
    height: plot.bottom + BOTTOM,
    plot,
    ticks: placeTicks(x, last).map((tick) => ({ ...tick, x: round(tick.x) })),
    rows: thinOut(byImportance(kept, drawn).map(({ version }) => ({ version, y: y(version) }))),
    dots: kept.map(({ version, at, prerelease }) => ({
      version,
      at,
      prerelease,
      x: round(x.at(at)),
      y: round(y(version)),
    })),
    lines: drawLines(drawn, kept, { x, y: lanes, now: last }, plot),
    marks: drawn.flatMap(({ since, ...stay }) => {
      if (since === null || stay.move === null) return [];
      const { order, y: place } = lanes(stay.channel, stay.version);
      return [{ stay: { ...stay, since }, order, at: since, x: round(x.at(since)), y: round(place) }];
    }),
  };
}

/** The most important channels, at versions that have a place. */
function isDrawn(stays: readonly ChannelStay[]): (stay: ChannelStay) => boolean {
  const channels = new Set([...new Set(stays.map(({ channel }) => channel))].slice(0, MAX_LINES));
  return ({ channel, version }) => channels.has(channel) && parse(version) !== null;
}

/** Versions that channels were at and that have no tag any more, from when the first channel came. */
function versionsGone(versions: readonly TimelineVersion[], stays: readonly ChannelStay[]): DatedVersion[] {
  const known = new Set(versions.map(({ version }) => version));
  return [...firstVisits(stays)].flatMap(([version, at]) => {
    const prerelease = (parse(version)?.prerelease.length ?? 0) > 0;
    return known.has(version) || at === null ? [] : [{ version, at, prerelease }];
  });
}

/** When a channel was first known to be at each version; null where that is not known. */
function firstVisits(stays: readonly ChannelStay[]): Map<string, number | null> {
  const visits = new Map<string, number | null>();
  for (const { version, since, until } of stays) {
    const [before, at] = [visits.get(version) ?? null, since ?? until];
    visits.set(version, before === null || (at !== null && at < before) ? at : before);
  }
  return visits;
}

function rowScale(
  versions: readonly DatedVersion[],
  { top, bottom }: TimelineLayout['plot'],
): (version: string) => number {
  const rows = new Map(versions.map(({ version }, index) => [version, index]));
  const step = (bottom - top) / versions.length;
  return (version) => top + ((rows.get(version) ?? 0) + 0.5) * step;
}

/** Channels at the same version lie beside each other, within the version's row. */
type LaneScale = (channel: string, version: string) => { order: number; y: number };

function laneScale(
  stays: readonly ChannelStay[],
  y: (version: string) => number,
  rowHeight: number,
): LaneScale {
  const channels = [...new Set(stays.map(({ channel }) => channel))];
  const lane = Math.min(3, Math.max(0.8, (rowHeight * 0.6) / channels.length));
  return (channel, version) => {
    const order = channels.indexOf(channel);
    return { order, y: y(version) + (order - (channels.length - 1) / 2) * lane };
  };
}

function drawLines(
  stays: readonly ChannelStay[],
  versions: readonly DatedVersion[],
  { x, y, now }: { x: TimeScale; y: LaneScale; now: number },
  plot: TimelineLayout['plot'],
): TimelineLine[] {
  const made = new Map(versions.map(({ version, at }) => [version, at]));
  const channels = [...new Set(stays.map(({ channel }) => channel))];
  const lines = channels.map((channel, order): Omit<TimelineLine, 'label'> => {
    const own = stays.filter((stay) => stay.channel === channel);
    let path = '';
    let end = { x: plot.right, y: plot.top };
    for (const [index, { version, since, until }] of own.entries()) {
      const row = y(channel, version).y;
      const from = x.at(since ?? Math.min(made.get(version) ?? x.times[0] ?? now, until ?? now));
      const to = until === null ? plot.right : x.at(until);
      const joins = index > 0 && own[index - 1]?.until === since;
      path += `${joins ? `V${round(row)}` : `M${round(from)} ${round(row)}`}H${round(to)}`;
      end = { x: to, y: row };
    }
    const last = own.at(-1);
    return {
      channel,
      path,
      order,
      open: last?.until === null,
      end,
      version: last?.version ?? '',
    };
  });
  const places = spreadLabels(
    lines.map(({ end }) => end.y),
    plot.top,
    plot.bottom,
  );
  return lines.map((line, index) => ({
    ...line,
    label: { x: round(line.end.x + 8), y: round(places[index] ?? line.end.y) },
  }));
}

/** Versions where channels are, then where they were, then the others; the newest first. */
function byImportance(versions: readonly DatedVersion[], stays: readonly ChannelStay[]): DatedVersion[] {
  const weight = new Map<string, number>();
  for (const { version, until } of stays)
    weight.set(version, Math.max(weight.get(version) ?? 0, until === null ? 2 : 1));
  return versions.toSorted(
    (a, b) =>
      (weight.get(b.version) ?? 0) - (weight.get(a.version) ?? 0) || compareBuild(b.version, a.version),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
