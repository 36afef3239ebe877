import { CloudAlert } from 'lucide-react';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import type { Problem } from '@/lib/api/schema/problem';
import type { ChartAddress } from '@/lib/references';

/** Stands in for a chart nothing is known of yet while its registry can't be asked. */
export function ChartUnavailable({ address, problem }: { address: ChartAddress; problem: Problem }) {
  return (
    <EmptyState
      icon={<CloudAlert aria-hidden />}
      heading="h1"
      title={`${address.repository} can’t be shown yet`}
      actions={
        <ButtonLink href={`/registries#${encodeURIComponent(address.registry)}`}>See the registry</ButtonLink>
      }
    >
      <p>
        Nothing is known of it so far, and asking {address.registry} failed: {problem.detail}
      </p>
      <p>Reload the page to try again.</p>
    </EmptyState>
  );
}
