import { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import type { ElementContent } from 'hast';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';
import { highlight, splitLines } from '@/components/chart/highlight';

export interface CodeLinesProps {
  text: string;
  /** a highlight.js name, such as `yaml` */
  language: string;
}

/** Highlighted code with line numbers; each is the address of its line, `#L12`. */
export function CodeLines({ text, language }: CodeLinesProps) {
  const lines = splitLines(highlight(text, language));
  return (
    <pre className="w-max min-w-full py-2 font-mono text-sm text-ink [&_a]:mr-3 [&_a]:inline-block [&_a]:w-12 [&_a]:text-right [&_a]:text-muted [&_a]:select-none [&_a]:hover:text-guide [&_span[id]]:block [&_span[id]]:scroll-mt-28 [&_span[id]]:pr-3 [&_span[id]:target]:bg-guide-soft">
      <code>
        {lines.map((children, index) => (
          // Lines never move: their place is their identity.
          <Line key={`L${index + 1}`} number={index + 1}>
            {children}
          </Line>
        ))}
      </code>
    </pre>
  );
}

function Line({ number, children }: { number: number; children: ElementContent[] }) {
  return (
    <span id={`L${number}`}>
      <a href={`#L${number}`} tabIndex={-1} aria-hidden>
        {number}
      </a>
      {toJsxRuntime({ type: 'root', children }, { Fragment, jsx, jsxs })}
      {'\n'}
    </span>
  );
}
