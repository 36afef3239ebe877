import type { ReactNode } from 'react';

export interface EmptyStateProps {
  /** a lucide icon */
  icon?: ReactNode;
  title: string;
  /** why it is empty and what to do next */
  children?: ReactNode;
  /** buttons */
  actions?: ReactNode;
  /** the level of the title in the page's outline */
  heading?: 'h1' | 'h2' | 'h3';
}

/** What stands where a list would. */
export function EmptyState({ icon, title, children, actions, heading: Heading = 'h2' }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-xl flex-col items-center gap-2 px-4 py-12 text-center">
      {icon && <div className="text-line-strong [&_svg]:size-9 [&_svg]:stroke-[1.25]">{icon}</div>}
      <Heading className="text-lg font-semibold">{title}</Heading>
      {children && <div className="w-full space-y-3 text-sm text-muted">{children}</div>}
      {actions && <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
