import type { ReactNode } from 'react';
import type { RegistryState } from '@/lib/api/schema/registry';
import { durationWords } from '@/components/ui/duration-words';
import { RelativeTime } from '@/components/ui/relative-time';

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{term}</dt>
      <dd className="font-medium tabular">{children}</dd>
    </div>
  );
}

/** The numbers of a registry: what it holds, when it was last read and what that cost. */
export function RegistryFacts({ registry, now }: { registry: RegistryState; now: number }) {
  const { charts, repositories, crawledAt, lastCrawl } = registry;
  return (
    <dl className="grid grid-cols-2 gap-x-8 gap-y-2 text-sm sm:flex sm:flex-wrap">
      <Fact term="Charts">{charts.toLocaleString('en')}</Fact>
      <Fact term="Repositories">{repositories.toLocaleString('en')}</Fact>
      <Fact term="Last read">
        {crawledAt === null ? 'not yet' : <RelativeTime at={crawledAt} now={now} />}
      </Fact>
      {lastCrawl && (
        <Fact term="It took">
          {durationWords(lastCrawl.duration)}, {lastCrawl.requests.toLocaleString('en')}{' '}
          {lastCrawl.requests === 1 ? 'request' : 'requests'}
        </Fact>
      )}
    </dl>
  );
}
