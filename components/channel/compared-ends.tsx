import { Digest } from '@/components/ui/digest';
import type { ReleaseSummary } from '@/lib/api/schema/comparison';

export interface ComparedEndsProps {
  /** null where there is nothing yet */
  from: ReleaseSummary | null;
  to: ReleaseSummary;
  /** what the two sides are called: `Current`, `Promoting` */
  names: readonly [string, string];
}

/** Two releases side by side: version, digest, app version, when it was made, its tags. */
export function ComparedEnds({ from, to, names }: ComparedEndsProps) {
  return (
    <div className="grid gap-2 sm:grid-cols-2">
      {from === null ? (
        <section aria-label={names[0]} className="rounded border border-line bg-land px-3 py-2">
          <h3 className="eyebrow">{names[0]}</h3>
          <p className="text-sm text-muted">Does not exist yet</p>
        </section>
      ) : (
        <End name={names[0]} release={from} other={null} />
      )}
      <End name={names[1]} release={to} other={from} />
    </div>
  );
}

function End({
  name,
  release,
  other,
}: {
  name: string;
  release: ReleaseSummary;
  other: ReleaseSummary | null;
}) {
  const { version, digest, appVersion, kubeVersion, created, tags } = release;
  return (
    <section
      aria-label={name}
      className="min-w-0 rounded border border-line bg-land px-3 py-2 last:border-guide last:bg-guide-soft"
    >
      <h3 className="eyebrow">{name}</h3>
      <p className="font-mono text-lg font-semibold tabular wrap-anywhere">{version}</p>
      <Digest digest={digest} />
      <dl className="mt-1 grid grid-cols-[max-content_1fr] gap-x-3 text-xs">
        <Fact
          name="App version"
          value={appVersion}
          changed={other !== null && other.appVersion !== appVersion}
        />
        {(kubeVersion !== null || (other?.kubeVersion ?? null) !== null) && (
          <Fact
            name="Kubernetes"
            value={kubeVersion ?? 'any'}
            changed={other !== null && other.kubeVersion !== kubeVersion}
          />
        )}
        <Fact
          name="Created"
          value={created === null ? null : created.slice(0, 16).replace('T', ' ').concat(' UTC')}
          changed={false}
        />
        <Fact name="Tags" value={tags.length === 0 ? null : tags.join(', ')} changed={false} />
      </dl>
    </section>
  );
}

function Fact({ name, value, changed }: { name: string; value: string | null; changed: boolean }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className={changed ? 'font-semibold wrap-anywhere' : 'wrap-anywhere'}>
        {value ?? <span className="text-muted">not given</span>}
      </dd>
    </>
  );
}
