'use client';
import type { ReactNode } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { RegistryLogin } from '@/lib/queries/promotions';

export const NO_LOGIN: RegistryLogin = { username: '', password: '' };

export interface OwnLoginFieldsProps {
  /** the registry's name */
  registry: string;
  login: RegistryLogin;
  onChange: (login: RegistryLogin) => void;
  hint: ReactNode;
}

/** Asks for a person's own login at a registry, for one transfer. */
export function OwnLoginFields({ registry, login, onChange, hint }: OwnLoginFieldsProps) {
  return (
    <fieldset className="noscript:hidden rounded border border-line px-3 pb-3">
      <legend className="px-1 text-sm font-medium">Your login at {registry}</legend>
      <p className="mb-2 text-xs text-muted">
        {hint} It is kept in the server’s memory until the transfer has ended, and never on disk.
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="User name">
          <Input
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={login.username}
            onChange={(event) => onChange({ ...login, username: event.target.value })}
          />
        </Field>
        <Field label="Password or token">
          <Input
            type="password"
            autoComplete="off"
            value={login.password}
            onChange={(event) => onChange({ ...login, password: event.target.value })}
          />
        </Field>
      </div>
    </fieldset>
  );
}
