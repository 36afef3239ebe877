import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { ScrollRegion } from '@/components/ui/scroll-region';

export interface CodeBlockProps {
  /** the code, as it is copied */
  code: string;
  /** what it is: "values.yaml", "Flux"; also names the region for screen readers */
  label?: string;
  className?: string;
  /** the code highlighted; shown instead of `code` */
  children?: ReactNode;
}

/** Code in its own scrolling box, with a button that copies it. */
export function CodeBlock({ code, label, className, children }: CodeBlockProps) {
  return (
    <figure
      className={clsx(
        'relative min-w-0 overflow-hidden rounded border border-line bg-land text-left pointer-coarse:min-h-11',
        className,
      )}
    >
      {label && (
        <figcaption className="flex min-h-8 items-center border-b border-line px-3 pr-10 text-xs font-medium text-muted">
          {label}
        </figcaption>
      )}
      <ScrollRegion label={label ?? 'Code'} className="max-h-[70vh] overflow-auto outline-offset-[-2px]">
        <pre className={clsx('w-max min-w-full px-3 py-2 font-mono text-sm text-ink', !label && 'pr-10')}>
          <code>{children ?? code}</code>
        </pre>
      </ScrollRegion>
      <CopyButton
        text={code}
        label={label ? `Copy ${label}` : 'Copy'}
        className="absolute top-0.5 right-0.5 bg-land"
      />
    </figure>
  );
}
