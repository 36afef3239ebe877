'use client';
import { useState, type SubmitEvent } from 'react';
import { OwnLoginFields, NO_LOGIN } from '@/components/transfer/own-login-fields';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { Transfer } from '@/lib/api/schema/transfer';
import { describeFailure } from '@/lib/queries/api-problem';
import { useSteerTransfer } from '@/lib/queries/transfers';

/** Cancels or resumes the transfer named in the field `id`: what the forms do in a browser without JavaScript. */
export interface SteerActions {
  cancel: (form: FormData) => Promise<void>;
  resume: (form: FormData) => Promise<void>;
}

export interface TransferSteeringProps {
  transfer: Pick<Transfer, 'id' | 'state' | 'to' | 'personal' | 'actor'>;
  actions: SteerActions;
}

/** Ends a transfer that is under way, or goes on with one that stopped; nothing for one that is done. */
export function TransferSteering({ transfer, actions }: TransferSteeringProps) {
  const { id, state, to, personal, actor } = transfer;
  const [login, setLogin] = useState(NO_LOGIN);
  const steer = useSteerTransfer(id);
  if (state === 'done') return null;
  const action = state === 'running' || state === 'queued' ? 'cancel' : 'resume';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (steer.isPending) return;
    const given = personal && login.username !== '' ? login : null;
    steer.mutate({ action, login: given }, { onSuccess: () => setLogin(NO_LOGIN) });
  };
  return (
    <form action={actions[action]} onSubmit={submit} className="space-y-3">
      <input type="hidden" name="id" value={id} />
      {steer.error && (
        <Notice
          tone="danger"
          title={action === 'cancel' ? 'The transfer was not canceled' : 'The transfer does not go on'}
        >
          <p>{describeFailure(steer.error).detail}</p>
        </Notice>
      )}
      {personal && (
        <OwnLoginFields
          registry={to.registry}
          login={login}
          onChange={setLogin}
          hint={
            action === 'resume' && actor !== null
              ? `${actor} began it, and goes on with it. Leave this empty if you are signed in there.`
              : 'Leave this empty if you are signed in there.'
          }
        />
      )}
      {action === 'cancel' ? (
        <Button type="submit" busy={steer.isPending}>
          {steer.isPending ? 'Canceling…' : 'Cancel'}
        </Button>
      ) : (
        <Button type="submit" variant="primary" busy={steer.isPending}>
          Go on where it stopped
        </Button>
      )}
    </form>
  );
}
