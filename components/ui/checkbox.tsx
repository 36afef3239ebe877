import { clsx } from 'clsx';
import type { ComponentProps, ReactNode } from 'react';

export interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'children'> {
  label: ReactNode;
}

/** A checkbox with its label; the label can be clicked. */
export function Checkbox({ label, className, ...rest }: CheckboxProps) {
  return (
    <label
      className={clsx('inline-flex min-h-6 items-center gap-2 text-sm pointer-coarse:min-h-10', className)}
    >
      <input {...rest} type="checkbox" className="size-4 shrink-0" />
      <span className="min-w-0">{label}</span>
    </label>
  );
}
