'use client';
import type { SubmitEvent } from 'react';
import { RegistryIdentity } from '@/components/session/registry-identity';
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
  const steer = useSteerTransfer(id);
  if (state === 'done') return null;
  const action = state === 'running' || state === 'queued' ? 'cancel' : 'resume';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!steer.isPending) steer.mutate(action);
  };
  return (
    <div className="space-y-3">
      {personal && (
        <>
          {action === 'resume' && actor !== null && (
            <p className="text-sm">{actor} began it, and goes on with it.</p>
          )}
          <RegistryIdentity address={to} mode="personal" />
        </>
      )}
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
    </div>
  );
}
