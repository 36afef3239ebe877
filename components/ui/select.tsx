'use client';
import { clsx } from 'clsx';
import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { controlClass } from '@/components/ui/control-class';
import { useFieldControl } from '@/components/ui/field';

/** The browser's own select, styled: right on phones and without JavaScript. Children are `<option>`s. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={clsx('relative inline-flex', className)}>
      <select
        {...useFieldControl()}
        {...rest}
        className={clsx(controlClass, 'min-h-8 appearance-none pr-8 pointer-coarse:min-h-10')}
      />
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  );
}
