'use client';
import { clsx } from 'clsx';
import Link from 'next/link';
import { memo, useRef, useState, type KeyboardEvent } from 'react';
import type { TimelineLayout, TimelineLine } from '@/components/channel/timeline-layout';
import type { TimelinePoint } from '@/components/channel/timeline-points';
import { exactTime } from '@/components/ui/duration-words';

export interface TimelinePictureProps {
  layout: TimelineLayout;
  /** in the order of time */
  points: readonly TimelinePoint[];
  /** told which point the pointer or the keyboard is at, by its place among the points */
  onPoint: (index: number | null) => void;
  /** id of what explains the picture */
  describedBy: string;
}

// Beside the colour a dash, so that nobody has to tell them apart by colour alone; the names stand at the ends.
const LINES = [
  { stroke: 'stroke-guide', fill: 'fill-guide' },
  { stroke: 'stroke-water-ink', fill: 'fill-water-ink' },
  { stroke: 'stroke-good', fill: 'fill-good' },
  { stroke: 'stroke-caution', fill: 'fill-caution' },
  { stroke: 'stroke-danger', fill: 'fill-danger' },
  { stroke: 'stroke-muted', fill: 'fill-muted' },
] as const;
const DASHES = [undefined, '7 3', '2 3'];

/** The timeline drawn. One stop for the keyboard; arrow keys, Home and End go through its points. */
export const TimelinePicture = memo(function TimelinePicture({
  layout,
  points,
  onPoint,
  describedBy,
}: TimelinePictureProps) {
  const { width, height, plot, ticks, rows, lines } = layout;
  const [current, setCurrent] = useState(points.length - 1);
  const links = useRef<(HTMLAnchorElement | null)[]>([]);
  const last = points.length - 1;
  const go = (event: KeyboardEvent) => {
    const next = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: last }[event.key];
    if (next === undefined || next < 0 || next > last) return;
    event.preventDefault();
    setCurrent(next);
    links.current[next]?.focus();
  };
  const radius = points.length > 120 ? 1.8 : 3.2;
  return (
    <svg
      aria-label="Versions and channels over time"
      aria-describedby={describedBy}
      viewBox={`0 0 ${width} ${height}`}
      className="block h-auto w-full"
    >
      <g aria-hidden className="font-mono text-2xs">
        {ticks.map(({ x, label }) => (
          <g key={`${x} ${label}`}>
            <line x1={x} x2={x} y1={plot.top} y2={plot.bottom} className="stroke-line" />
            <text x={x} y={height - 8} textAnchor={label === 'now' ? 'end' : 'middle'} className="fill-muted">
              {label}
            </text>
          </g>
        ))}
        {rows.map(({ version, y }) => (
          <text key={version} x={plot.left - 12} y={y + 3.5} textAnchor="end" className="fill-ink">
            {clip(version, 14)}
          </text>
        ))}
        {lines.map((line) => (
          <ChannelLine key={line.channel} line={line} />
        ))}
      </g>
      {points.map((point, index) => (
        <Link
          key={point.key}
          href={point.href}
          prefetch={false}
          ref={(element: HTMLAnchorElement | null) => {
            links.current[index] = element;
          }}
          tabIndex={index === Math.min(current, last) ? 0 : -1}
          aria-label={`${point.title}, ${exactTime(point.at)}${point.detail === '' ? '' : `, ${point.detail}`}`}
          className="group/point outline-none"
          onKeyDown={go}
          onFocus={() => {
            setCurrent(index);
            onPoint(index);
          }}
          onBlur={() => onPoint(null)}
          onMouseEnter={() => onPoint(index)}
          onMouseLeave={() => onPoint(null)}
        >
          <circle
            cx={point.x}
            cy={point.y}
            r={8}
            className="fill-transparent stroke-2 group-focus-visible/point:stroke-guide"
          />
          {point.kind === 'version' ? (
            <circle
              cx={point.x}
              cy={point.y}
              r={radius}
              className={clsx('stroke-ink', point.prerelease ? 'fill-surface' : 'fill-ink')}
            />
          ) : (
            <rect
              x={point.x - radius}
              y={point.y - radius}
              width={radius * 2}
              height={radius * 2}
              transform={`rotate(45 ${point.x} ${point.y})`}
              className={clsx('fill-surface stroke-2', lineLook(point.order ?? 0).stroke)}
            />
          )}
        </Link>
      ))}
    </svg>
  );
});

function ChannelLine({ line: { channel, path, order, open, end, label, version } }: { line: TimelineLine }) {
  const { stroke, fill } = lineLook(order);
  const dash = DASHES[Math.floor(order / LINES.length) % DASHES.length];
  return (
    <>
      <path
        d={path}
        fill="none"
        strokeDasharray={dash}
        className={clsx(stroke, 'stroke-2')}
        strokeLinejoin="round"
      />
      <path
        d={`M${end.x} ${end.y}L${label.x - 2} ${label.y}`}
        fill="none"
        className={clsx(stroke, 'opacity-50')}
      />
      <text x={label.x} y={label.y + 3.5} className={fill}>
        <tspan className="font-semibold">{clip(channel, 14)}</tspan>
        <tspan dx={5}>{open ? clip(version, 10) : 'closed'}</tspan>
      </text>
    </>
  );
}

function lineLook(order: number): { stroke: string; fill: string } {
  return LINES[order % LINES.length] ?? LINES[0];
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
