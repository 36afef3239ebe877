'use client';
import { ShieldOff } from 'lucide-react';
import Link from 'next/link';
import type { RegistryProtection as Protection } from '@/lib/api/schema/protection';
import type { RegistryState } from '@/lib/api/schema/registry';
import { RefreshButton, type RefreshAction } from '@/components/registry/refresh-button';
import { RegistryAbilities } from '@/components/registry/registry-abilities';
import { HostNotice } from '@/components/registry/host-notice';
import { RegistryFacts } from '@/components/registry/registry-facts';
import { RegistryProtection } from '@/components/registry/registry-protection';
import { RegistryFindings } from '@/components/registry/registry-findings';
import { RegistryStatus } from '@/components/registry/registry-status';
import { RegistryTroubles } from '@/components/registry/registry-troubles';
import { countWords, kindWords } from '@/components/registry/registry-words';
import { Badge } from '@/components/ui/badge';
import { buttonClass } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Progress } from '@/components/ui/progress';
import { describeFailure } from '@/lib/queries/api-problem';
import { useRefreshRegistry } from '@/lib/queries/registries';

export interface RegistryCardProps {
  registry: RegistryState;
  /** undefined for what takes no pushes */
  protection: Protection | undefined;
  /** epoch milliseconds at which the server rendered */
  now: number;
  refreshAction: RefreshAction;
}

/** One registry: how it is doing, what it holds, what can be done. Its name is its anchor. */
export function RegistryCard({ registry, protection, now, refreshAction }: RegistryCardProps) {
  const { name, url, kind, status, charts, progress } = registry;
  const refresh = useRefreshRegistry();
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
        <div className="min-w-0 grow basis-72">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <h2 id={`${name}-name`} className="text-lg font-semibold wrap-anywhere">
              {name}
            </h2>
            <RegistryStatus name={name} status={status} />
            {registry.insecure && (
              <Badge
                tone="danger"
                title="chartroom.yaml says tls.insecure: whoever is on the way can read and change what comes"
              >
                <ShieldOff aria-hidden />
                Certificate not checked
              </Badge>
            )}
          </div>
          <p className="text-xs text-muted">
            <span className="font-mono wrap-anywhere">{url}</span>
            <span className="ml-2">{kindWords(kind)}</span>
          </p>
        </div>
        <div className="flex items-center gap-2">
          <RefreshButton
            name={name}
            busy={refresh.isPending || status === 'crawling'}
            action={refreshAction}
            onRefresh={() => refresh.mutate(name)}
          />
          {charts > 0 && (
            <Link href={`/?registry=${encodeURIComponent(name)}`} className={buttonClass('secondary', 'sm')}>
              Show {countWords(charts, 'chart')}
            </Link>
          )}
        </div>
      </header>
      {refresh.isError && (
        <Notice tone="danger" title={`${name} was not refreshed`}>
          <p>{describeFailure(refresh.error).detail}</p>
        </Notice>
      )}
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
      <HostNotice registry={registry} now={now} />
      <RegistryTroubles registry={registry} />
      <div className="space-y-3 border-t border-line pt-3">
        <RegistryAbilities registry={registry} />
        {protection && <RegistryProtection protection={protection} />}
        <RegistryFindings registry={registry} />
      </div>
    </article>
  );
}
