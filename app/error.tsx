'use client';
import { CloudAlert } from 'lucide-react';
import { Button, ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

function readDigest(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return undefined;
  return typeof error.digest === 'string' ? error.digest : undefined;
}

/** Stands in for a page that failed; the header stays. */
export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = readDigest(error);
  return (
    <EmptyState
      icon={<CloudAlert aria-hidden />}
      heading="h1"
      title="This page could not be shown"
      actions={
        <>
          <Button variant="primary" onClick={() => retry()}>
            Try again
          </Button>
          <ButtonLink href="/registries">See how the registries are doing</ButtonLink>
        </>
      }
    >
      <p>Something failed while it was being prepared. Trying again is safe.</p>
      {digest && (
        <p>
          If it stays so, Chartroom’s log has the reason under{' '}
          <code className="font-mono text-ink">{digest}</code>.
        </p>
      )}
    </EmptyState>
  );
}
