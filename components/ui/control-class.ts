import { clsx } from 'clsx';

/** The look that inputs, text areas and selects share. 16 px on a phone, so that iOS does not zoom in. */
export const controlClass = clsx(
  'w-full rounded border border-line-strong bg-surface px-2.5 text-sm text-ink',
  'placeholder:text-muted disabled:opacity-55 aria-invalid:border-danger pointer-coarse:text-lg',
);
