'use client';
import { useEffect, useRef, type FormEvent } from 'react';
import { signInFailure } from '@/components/session/sign-in-failure';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { useHydrated } from '@/components/ui/use-hydrated';
import type { SignedIn } from '@/lib/api/schema/session';
import { useSignIn } from '@/lib/queries/sessions';

export interface RegistrySignInProps {
  /** the registry's name */
  registry: string;
  /** the name that was used before */
  username?: string | undefined;
  /** called once the registry has taken the login; the focus is the caller's to place */
  onSignedIn?: (signedIn: SignedIn) => void;
}

/**
 * Signs a person in at a registry with their own login. A form of its own: it can't stand inside another one. The
 * password is in no state and no cache, only in its field, which goes away with the form.
 */
export function RegistrySignIn({ registry, username, onSignedIn }: RegistrySignInProps) {
  const signIn = useSignIn();
  const form = useRef<HTMLFormElement>(null);
  const userField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const failure = signIn.error === null ? null : signInFailure(signIn.error);
  const overheard = useHydrated() && !window.isSecureContext;

  // Once the reason is there: on a phone it may be below what is in sight.
  useEffect(() => {
    if (signIn.error === null) return;
    const field = signInFailure(signIn.error).field === 'username' ? userField : passwordField;
    field.current?.focus();
    field.current?.select();
    void form.current?.scrollIntoView({ block: 'nearest' }); // gives a promise in newer browsers
  }, [signIn.error]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (signIn.isPending) return;
    signIn.mutate(
      {
        registry,
        username: userField.current?.value ?? '',
        password: passwordField.current?.value ?? '',
      },
      {
        onSuccess: (signedIn) => onSignedIn?.(signedIn),
      },
    );
  };

  return (
    <form
      ref={form}
      method="post"
      onSubmit={submit}
      aria-label={`Sign in at ${registry}`}
      className="@container space-y-3 rounded border border-line bg-paper p-3"
    >
      {overheard && (
        <Notice tone="caution" title="This page came without encryption">
          Whoever listens on the way can read the password. Open Chartroom by https.
        </Notice>
      )}
      {failure?.field === null && (
        <Notice tone="danger" title={failure.title}>
          {failure.detail}
        </Notice>
      )}
      <div className="grid gap-3 @md:grid-cols-2">
        <Field label="User name" error={failure?.field === 'username' && failure.detail}>
          <Input
            ref={userField}
            name="username"
            required
            defaultValue={username}
            maxLength={256}
            autoComplete="username"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
          />
        </Field>
        <Field label="Password or token" error={failure?.field === 'password' && failure.detail}>
          <Input
            ref={passwordField}
            name="password"
            type="password"
            required
            maxLength={8192}
            autoComplete="current-password"
          />
        </Field>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button type="submit" busy={signIn.isPending}>
          Sign in at {registry}
        </Button>
        <p className="min-w-0 grow basis-48 text-xs text-muted">
          The login goes to the registry only. This browser keeps it, sealed, until the sign-in ends.
        </p>
      </div>
    </form>
  );
}
