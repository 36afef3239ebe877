'use client';
import { useState } from 'react';
import { RegistrySignIn } from '@/components/session/registry-sign-in';
import { exactEnd, untilWords } from '@/components/session/session-words';
import { Button } from '@/components/ui/button';
import type { RegistrySession } from '@/lib/api/schema/session';
import { useSignOut } from '@/lib/queries/sessions';

interface SessionRowProps {
  session: RegistrySession;
  /** when that was so, in milliseconds since the epoch */
  now: number;
}

/** A registry, as whom it knows the reader and until when, and the way in or out. */
export function SessionRow({ session, now }: SessionRowProps) {
  const { registry, host, by, user, expiresAt } = session;
  const signOut = useSignOut();
  const [asking, setAsking] = useState(false);
  const [unchecked, setUnchecked] = useState(false);
  return (
    <li className="py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-0 grow">
          <p className="truncate text-sm font-medium" title={host}>
            {registry}
          </p>
          <p className="text-xs wrap-anywhere text-muted">
            {user === null ? (
              'Not signed in'
            ) : (
              <>
                <span className="font-medium text-ink">{user}</span>
                {by === 'proxy' && ', as the proxy before Chartroom says'}
                {expiresAt !== null && (
                  <>
                    ,{' '}
                    <time dateTime={expiresAt} title={exactEnd(expiresAt)}>
                      {untilWords(expiresAt, now)}
                    </time>
                  </>
                )}
              </>
            )}
          </p>
        </div>
        {by === 'login' && user === null && !asking && (
          <Button size="sm" onClick={() => setAsking(true)} aria-label={`Sign in at ${registry}`}>
            Sign in
          </Button>
        )}
        {by === 'login' && user !== null && (
          <Button
            size="sm"
            variant="ghost"
            busy={signOut.isPending}
            onClick={() => signOut.mutate(registry)}
            aria-label={`Sign out of ${registry}`}
          >
            Sign out
          </Button>
        )}
      </div>
      <output className="block text-xs text-caution empty:hidden">
        {unchecked && user !== null
          ? `${registry} answers strangers too, so it may not have looked at this login. It will when you promote.`
          : null}
      </output>
      {signOut.error && (
        <p role="alert" className="text-xs text-danger">
          {signOut.error.message}
        </p>
      )}
      {asking && user === null && (
        <div className="mt-2">
          <RegistrySignIn
            registry={registry}
            onSignedIn={({ checked }) => {
              setAsking(false);
              setUnchecked(!checked);
            }}
          />
        </div>
      )}
    </li>
  );
}
