import { CloudOff, LoaderCircle, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { Progress } from '@/components/ui/progress';
import { RelativeTime } from '@/components/ui/relative-time';
import type { RegistryState } from '@/lib/api/schema/registry';

export interface RegistryNoticesProps {
  registries: readonly RegistryState[];
  now: number;
}

/** What the list lacks, and why: one line for each registry that can't be reached, was read in part, or is being read. */
export function RegistryNotices({ registries, now }: RegistryNoticesProps) {
  const told = registries.filter(
    ({ status, error, progress }) => status !== 'ok' || error !== null || progress !== null,
  );
  if (told.length === 0) return null;
  return (
    <ul aria-label="Registries that are not up to date" className="space-y-1 text-sm">
      {told.map((registry) => (
        <li key={registry.name} className="flex gap-2 rounded border border-line px-2.5 py-1.5">
          <RegistryNotice registry={registry} now={now} />
        </li>
      ))}
    </ul>
  );
}

function RegistryNotice({ registry, now }: { registry: RegistryState; now: number }) {
  const { name, status, error, progress } = registry;
  const shown = <Shown registry={registry} now={now} />;
  if (status === 'unreachable') {
    return (
      <>
        <CloudOff aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
        <p className="min-w-0">
          <Name name={name} /> can’t be reached; {shown}. {error}
        </p>
      </>
    );
  }
  if (progress !== null || status === 'crawling') {
    const words =
      progress === null || progress.found === 0
        ? 'looking for repositories'
        : `read ${progress.read.toLocaleString('en')} of ${progress.found.toLocaleString('en')} repositories`;
    return (
      <>
        <LoaderCircle
          aria-hidden
          className="mt-0.5 size-4 shrink-0 animate-spin text-water-ink motion-reduce:animate-none"
        />
        <div className="min-w-0 grow space-y-1">
          <p className="tabular">
            <Name name={name} /> is being read: {words}. {error}
          </p>
          <Progress
            label={`Reading ${name}`}
            value={progress?.read ?? 0}
            max={progress?.found ?? 0}
            words={words}
          />
        </div>
      </>
    );
  }
  return (
    <>
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-caution" />
      <p className="min-w-0">
        <Name name={name} /> was read in part; {shown}. {error}
      </p>
    </>
  );
}

function Name({ name }: { name: string }) {
  return (
    <Link href="/registries" prefetch={false} className="link font-medium">
      {name}
    </Link>
  );
}

function Shown({ registry: { charts, crawledAt }, now }: { registry: RegistryState; now: number }) {
  if (crawledAt === null && charts === 0) return 'none of its charts are known yet';
  const count = `${charts.toLocaleString('en')} ${charts === 1 ? 'chart' : 'charts'}`;
  if (crawledAt === null) return `shown are the ${count} read so far`;
  return (
    <>
      shown are its {count} as of <RelativeTime at={crawledAt} now={now} />
    </>
  );
}
