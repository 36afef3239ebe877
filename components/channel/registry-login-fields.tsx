'use client';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { RegistryLogin } from '@/lib/queries/promotions';

export interface RegistryLoginFieldsProps {
  /** the registry's name */
  registry: string;
  login: RegistryLogin;
  onChange: (login: RegistryLogin) => void;
}

/** Asks for a person's own login at a registry. */
export function RegistryLoginFields({ registry, login, onChange }: RegistryLoginFieldsProps) {
  return (
    <fieldset className="rounded border border-line px-3 pb-3">
      <legend className="px-1 text-sm font-medium">Your login at {registry}</legend>
      <p className="mb-2 text-xs text-muted">
        Sent to the registry with this promotion only, and forgotten when the dialog closes.
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="User name">
          <Input
            required
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={login.username}
            onChange={(event) => onChange({ ...login, username: event.target.value })}
          />
        </Field>
        <Field label="Password or token">
          <Input
            required
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
