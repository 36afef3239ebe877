import { clsx } from 'clsx';
import type { ComponentProps, ReactNode } from 'react';
import { ScrollRegion } from '@/components/ui/scroll-region';

export interface TableProps {
  /** what the table lists, for screen readers */
  label: string;
  className?: string;
  /** `<thead>` and `<tbody>` of `Th` and `Td` */
  children: ReactNode;
}

/** A table that scrolls sideways by itself where it does not fit; the keyboard can reach that scrolling. */
export function Table({ label, className, children }: TableProps) {
  return (
    <ScrollRegion label={label} className="overflow-x-auto">
      <table aria-label={label} className={clsx('w-full border-collapse text-left text-sm', className)}>
        {children}
      </table>
    </ScrollRegion>
  );
}

/** A head cell; `scope="row"` for the first cell of a row. */
export function Th({ scope = 'col', className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      {...rest}
      scope={scope}
      className={clsx(
        'px-2.5 py-1.5 first:pl-0 last:pr-0',
        scope === 'col'
          ? 'border-b border-line-strong text-xs font-semibold whitespace-nowrap text-muted'
          : 'border-b border-line align-top font-medium',
        className,
      )}
    />
  );
}

/** A cell. */
export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return (
    <td
      {...rest}
      className={clsx('border-b border-line px-2.5 py-1.5 align-top first:pl-0 last:pr-0', className)}
    />
  );
}
