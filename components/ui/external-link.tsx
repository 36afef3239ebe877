import { clsx } from 'clsx';
import { ArrowUpRight } from 'lucide-react';
import type { ReactNode } from 'react';

export interface ExternalLinkProps {
  /** http, https or mailto; anything else is shown as text, because it may come from a chart */
  href: string;
  className?: string;
  children: ReactNode;
}

/** A link out of the application. */
export function ExternalLink({ href, className, children }: ExternalLinkProps) {
  if (!/^(https?:\/\/|mailto:)/i.test(href)) return <span className={className}>{children}</span>;
  return (
    <a href={href} rel="noopener noreferrer nofollow" className={clsx('link', className)}>
      {children}
      <ArrowUpRight aria-hidden className="ml-px inline size-3.5 align-[-0.15em]" />
    </a>
  );
}
