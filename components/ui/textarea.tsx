'use client';
import { clsx } from 'clsx';
import type { ComponentProps } from 'react';
import { controlClass } from '@/components/ui/control-class';
import { useFieldControl } from '@/components/ui/field';

/** Several lines of text; takes its label from the `Field` around it, else give it an `aria-label`. */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      {...useFieldControl()}
      {...rest}
      rows={rows}
      className={clsx(controlClass, 'block resize-y py-1.5', className)}
    />
  );
}
