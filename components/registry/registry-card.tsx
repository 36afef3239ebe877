import Link from 'next/link';
import type { RegistryState } from '@/lib/api/schema';
import { RefreshButton, type RefreshAction } from '@/components/registry/refresh-button';
import { RegistryAbilities } from '@/components/registry/registry-abilities';
import { RegistryFacts } from '@/components/registry/registry-facts';
import { RegistryStatus } from '@/components/registry/registry-status';
import { RegistryTroubles } from '@/components/registry/registry-troubles';
import { countWords } from '@/components/registry/registry-words';
import { buttonClass } from '@/components/ui/button';
import { Progress } from '@/components/ui/progress';

export interface RegistryCardProps {
  registry: RegistryState;
  /** epoch milliseconds at which the server rendered */
  now: number;
  refreshAction: RefreshAction;
}

/** One registry: how it is doing, what it holds, what can be done. Its name is its anchor. */
export function RegistryCard({ registry, now, refreshAction }: RegistryCardProps) {
  const { name, url, kind, status, charts, progress } = registry;
  const progressWords =
    progress &&
    `${progress.read.toLocaleString('en')} of ${countWords(progress.found, 'repository', 'repositories')} read`;
  return (
    <article
      id={name}
      aria-labelledby={`${name}-name`}
      className="space-y-3 rounded-lg border border-line bg-surface p-4 target:border-guide"
    >
      <header className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 grow">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <h2 id={`${name}-name`} className="text-lg font-semibold break-all">
              {name}
            </h2>
            <RegistryStatus name={name} status={status} />
          </div>
          <p className="text-xs text-muted">
            <span className="font-mono break-all">{url}</span>
            <span className="ml-2 uppercase">{kind}</span>
          </p>
        </div>
        {charts > 0 && (
          <Link href={`/?registry=${encodeURIComponent(name)}`} className={buttonClass('ghost', 'sm')}>
            Show {countWords(charts, 'chart')}
          </Link>
        )}
        <RefreshButton registry={registry} action={refreshAction} />
      </header>
      {progress && progressWords && (
        <div className="space-y-1">
          <Progress
            label={`Reading ${name}`}
            value={progress.read}
            max={progress.found}
            words={progressWords}
          />
          <p className="text-xs text-muted tabular">
            {progress.found === 0 ? 'Listing repositories' : progressWords}
          </p>
        </div>
      )}
      <RegistryFacts registry={registry} now={now} />
      <RegistryTroubles registry={registry} />
      <div className="border-t border-line pt-3">
        <RegistryAbilities registry={registry} />
      </div>
    </article>
  );
}
