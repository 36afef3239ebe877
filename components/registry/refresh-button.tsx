import { RefreshCw } from 'lucide-react';
import { Button } from '@/components/ui/button';

/** Refreshes the registry named in the field `registry`: what the form does in a browser without JavaScript. */
export type RefreshAction = (form: FormData) => Promise<void>;

export interface RefreshButtonProps {
  /** the registry */
  name: string;
  /** whether it is being read already */
  busy: boolean;
  action: RefreshAction;
  onRefresh: () => void;
}

/** "Refresh now": works without JavaScript, and without leaving the page where there is some. */
export function RefreshButton({ name, busy, action, onRefresh }: RefreshButtonProps) {
  return (
    <form
      action={action}
      onSubmit={(event) => {
        event.preventDefault();
        onRefresh();
      }}
    >
      <input type="hidden" name="registry" value={name} />
      <Button type="submit" size="sm" busy={busy} aria-label={`Refresh ${name} now`}>
        {!busy && <RefreshCw aria-hidden />}
        {busy ? 'Reading…' : 'Refresh now'}
      </Button>
    </form>
  );
}
