'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleUserRound } from 'lucide-react';
import { useRef } from 'react';
import { SessionRow } from '@/components/session/session-row';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { describeFailure } from '@/lib/queries/api-problem';
import { sessionList, useSignOut } from '@/lib/queries/sessions';

/**
 * Who the reader is at which registries, and the way in and out. Nothing until that is known, and nothing where no
 * registry knows people by name.
 */
export function AccountButton() {
  const { data, dataUpdatedAt, error, refetch } = useQuery(sessionList());
  const signOut = useSignOut();
  const list = useRef<HTMLDivElement>(null);
  const sessions = data?.sessions ?? [];
  if (sessions.length === 0) return null;
  const users = [...new Set(sessions.flatMap(({ user }) => user ?? []))];
  const ownSessions = sessions.filter(({ by, user }) => by === 'login' && user !== null);
  const [user] = users;
  return (
    <Dialog
      trigger={
        <Button
          variant="ghost"
          size="sm"
          aria-label={user === undefined ? 'Sign in' : `Signed in as ${users.join(', ')}`}
          className="max-w-48 pointer-coarse:justify-center"
        >
          <CircleUserRound aria-hidden className={user === undefined ? undefined : 'text-guide'} />
          <span className="hidden truncate md:inline">
            {user === undefined ? 'Sign in' : users.length === 1 ? user : `${user} +${users.length - 1}`}
          </span>
        </Button>
      }
      title="Your logins at registries"
      description="Promotions there are made with your own login. It is kept in this browser only, sealed."
      initialFocus={list}
      footer={
        ownSessions.length > 1 && (
          <Button busy={signOut.isPending} onClick={() => signOut.mutate(null)}>
            Sign out of all
          </Button>
        )
      }
    >
      <div ref={list} tabIndex={-1} className="space-y-3 outline-none">
        {error && (
          <Notice tone="caution" title={describeFailure(error).title}>
            What is shown may be out of date.{' '}
            <Button size="sm" onClick={() => void refetch()}>
              Ask again
            </Button>
          </Notice>
        )}
        {signOut.error && (
          <Notice tone="danger" title="You are still signed in">
            {signOut.error.message}
          </Notice>
        )}
        <ul className="divide-y divide-line">
          {sessions.map((session) => (
            <SessionRow key={session.registry} session={session} now={dataUpdatedAt} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
