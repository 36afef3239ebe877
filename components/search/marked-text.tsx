import type { Highlight } from '@/lib/search/search-result';

export interface MarkedTextProps {
  text: string;
  /** the highlights of the whole hit */
  highlights: readonly Highlight[];
  field: Highlight['field'];
}

/** A field of a chart with the places that match marked. */
export function MarkedText({ text, highlights, field }: MarkedTextProps) {
  const ranges = highlights.find((highlight) => highlight.field === field)?.ranges ?? [];
  const ends = [0, ...ranges.map(([, end]) => end)];
  return (
    <>
      {ranges.map(([start, end], i) => (
        <span key={start}>
          {text.slice(ends[i], start)}
          <mark>{text.slice(start, end)}</mark>
        </span>
      ))}
      {text.slice(ends.at(-1))}
    </>
  );
}
