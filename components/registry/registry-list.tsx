'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { NoRegistries } from '@/components/registry/no-registries';
import type { RefreshAction } from '@/components/registry/refresh-button';
import { RegistryCard } from '@/components/registry/registry-card';
import { summaryWords } from '@/components/registry/registry-words';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { RegistryProtection } from '@/lib/api/schema/protection';
import { describeFailure } from '@/lib/queries/api-problem';
import { registryList } from '@/lib/queries/registries';

export interface RegistryListProps {
  protections: readonly RegistryProtection[];
  /** epoch milliseconds at which the server rendered */
  now: number;
  refreshAction: RefreshAction;
}

/** Every registry, kept up to date; what was known stays when Chartroom itself does not answer. */
export function RegistryList({ protections, now, refreshAction }: RegistryListProps) {
  const { data, error, dataUpdatedAt } = useQuery(registryList());
  const registries = data?.registries ?? [];
  return (
    <div className="space-y-4">
      <header className="space-y-0.5">
        <h1 className="text-xl font-semibold">Registries</h1>
        {data && registries.length > 0 && (
          <p className="text-sm text-muted tabular">{summaryWords(registries)}</p>
        )}
      </header>
      {error && (
        <Notice tone="caution" title={describeFailure(error).title}>
          <p>
            {describeFailure(error).detail}
            {data && (
              <>
                {' '}
                What is shown below was read{' '}
                <RelativeTime at={new Date(dataUpdatedAt).toISOString()} now={now} />.
              </>
            )}
          </p>
        </Notice>
      )}
      {data && registries.length === 0 && <NoRegistries />}
      {registries.map((registry) => (
        <RegistryCard
          key={registry.name}
          registry={registry}
          protection={protections.find((one) => one.registry === registry.name)}
          now={now}
          refreshAction={refreshAction}
        />
      ))}
      {registries.length > 0 && (
        <p className="text-sm text-muted">
          Chartroom reads, and moves channels where that is allowed. Push charts with{' '}
          <code className="font-mono">helm push</code>; delete them with the registry’s own tools.{' '}
          <Link href="/webhooks" className="link">
            Webhooks
          </Link>{' '}
          tell others of what happens.
        </p>
      )}
    </div>
  );
}
