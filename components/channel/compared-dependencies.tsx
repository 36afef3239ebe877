import { ChangeBadge } from '@/components/channel/change-badge';
import type { Comparison } from '@/lib/api/schema/comparison';

type Dependency = Comparison['dependencies'][number];

/** Which dependencies come, go and ask for something else. */
export function ComparedDependencies({ dependencies }: Pick<Comparison, 'dependencies'>) {
  return (
    <ul className="space-y-1.5 text-sm">
      {dependencies.map(({ name, change, from, to }) => (
        <li key={name} className="flex flex-wrap items-baseline gap-x-2">
          <ChangeBadge change={change} />
          <strong className="font-medium">{name}</strong>
          <Ends from={from} to={to} part="version" />
          <span className="basis-full pl-18 text-xs text-muted wrap-anywhere">
            <Ends from={from} to={to} part="repository" />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Ends({ from, to, part }: Pick<Dependency, 'from' | 'to'> & { part: 'version' | 'repository' }) {
  const [before, after] = [from?.[part], to?.[part]];
  return (
    <span className="font-mono tabular">
      {before !== undefined && before !== after && (
        <>
          <del className="text-muted no-underline">{before === '' ? 'none' : before}</del>
          {after !== undefined && ' → '}
        </>
      )}
      {after !== undefined && <ins className="no-underline">{after}</ins>}
    </span>
  );
}
