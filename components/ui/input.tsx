'use client';
import { clsx } from 'clsx';
import type { ComponentProps } from 'react';
import { controlClass } from '@/components/ui/control-class';
import { useFieldControl } from '@/components/ui/field';

/** One line of text; takes its label from the `Field` around it, else give it an `aria-label`. */
export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      {...useFieldControl()}
      {...rest}
      className={clsx(controlClass, 'min-h-8 pointer-coarse:min-h-10', className)}
    />
  );
}
