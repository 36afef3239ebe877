'use client';
import { RefreshCw } from 'lucide-react';
import type { RegistryState } from '@/lib/api/schema';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { describeFailure } from '@/lib/queries/api-problem';
import { useRefreshRegistry } from '@/lib/queries/registries';

/** Refreshes the registry named in the field `registry`: what the form does in a browser without JavaScript. */
export type RefreshAction = (form: FormData) => Promise<void>;

export interface RefreshButtonProps {
  registry: RegistryState;
  action: RefreshAction;
}

/** "Refresh now", busy while the registry is being read; says why it could not. */
export function RefreshButton({ registry: { name, status }, action }: RefreshButtonProps) {
  const refresh = useRefreshRegistry();
  const busy = refresh.isPending || status === 'crawling';
  return (
    <>
      <form
        action={action}
        onSubmit={(event) => {
          event.preventDefault();
          refresh.mutate(name);
        }}
      >
        <input type="hidden" name="registry" value={name} />
        <Button type="submit" size="sm" busy={busy} aria-label={`Refresh ${name} now`}>
          {!busy && <RefreshCw aria-hidden />}
          {busy ? 'Reading…' : 'Refresh now'}
        </Button>
      </form>
      {refresh.isError && (
        <Notice tone="danger" title={`${name} was not refreshed`} className="order-last basis-full">
          <p>{describeFailure(refresh.error).detail}</p>
        </Notice>
      )}
    </>
  );
}
