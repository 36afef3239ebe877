'use client';
import { createContext, useContext, useId, useMemo } from 'react';
import type { ReactNode } from 'react';

interface FieldWiring {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
}

const FieldContext = createContext<FieldWiring | null>(null);

export interface FieldProps {
  label: ReactNode;
  /** what to enter */
  hint?: ReactNode;
  /** what is wrong, and how to put it right */
  error?: ReactNode;
  /** one `Input`, `Textarea` or `Select` */
  children: ReactNode;
}

/** A labelled control with a hint and an error, tied together for screen readers. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const invalid = Boolean(error);
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  const wiring = useMemo(() => ({ id, describedBy, invalid }), [id, describedBy, invalid]);
  return (
    <FieldContext value={wiring}>
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {children}
        {hint && (
          <p id={`${id}-hint`} className="text-xs text-muted">
            {hint}
          </p>
        )}
        {error && (
          <p id={`${id}-error`} role="alert" className="text-xs text-danger">
            {error}
          </p>
        )}
      </div>
    </FieldContext>
  );
}

/** What a control needs to belong to the `Field` around it; empty outside of one. */
export function useFieldControl() {
  const wiring = useContext(FieldContext);
  if (wiring === null) return {};
  return {
    id: wiring.id,
    'aria-describedby': wiring.describedBy,
    'aria-invalid': wiring.invalid || undefined,
  };
}
