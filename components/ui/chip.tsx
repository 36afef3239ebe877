import { clsx } from 'clsx';
import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { VisuallyHidden } from '@/components/ui/visually-hidden';

export interface ChipProps {
  /** the pointer, such as a channel's tag */
  label: string;
  /** what it points at, such as a version */
  value?: string | null;
  /** makes the chip a link */
  href?: string;
  title?: string;
  className?: string;
}

const LOOK =
  'inline-flex max-w-full items-center gap-1 rounded-full border border-guide px-2 align-middle font-mono text-xs text-guide tabular';

/** A named pointer and what it points at: `1-stable → 1.4.2`. */
export function Chip({ label, value, href, title, className }: ChipProps) {
  const content = (
    <>
      <span className="truncate font-medium">{label}</span>
      {value && (
        <>
          <ArrowRight aria-hidden className="size-3 shrink-0" />
          <VisuallyHidden> points at </VisuallyHidden>
          <span className="truncate">{value}</span>
        </>
      )}
    </>
  );
  if (href === undefined) {
    return (
      <span title={title} className={clsx(LOOK, className)}>
        {content}
      </span>
    );
  }
  return (
    <Link
      href={href}
      title={title}
      className={clsx(
        LOOK,
        'hover:border-guide-strong hover:bg-guide-soft hover:text-guide-strong',
        className,
      )}
    >
      {content}
    </Link>
  );
}
