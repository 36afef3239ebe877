import { ChangeBadge } from '@/components/channel/change-badge';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { Comparison } from '@/lib/api/schema/comparison';

const SHOWN_AT_FIRST = 20;

type Values = Comparison['values'];

/** Which defaults in values.yaml come, go and change, leaf by leaf. */
export function ComparedValues({ values, truncated }: Pick<Comparison, 'values' | 'truncated'>) {
  const rest = values.slice(SHOWN_AT_FIRST);
  return (
    <div>
      {values.length === 0 && (
        <p className="text-sm text-muted">No value changes, only comments or the order.</p>
      )}
      {values.length > 0 && (
        <ValueList label="Default values that change" values={values.slice(0, SHOWN_AT_FIRST)} />
      )}
      {rest.length > 0 && (
        <details>
          <summary className="min-h-7 py-1 text-xs text-guide pointer-coarse:min-h-11">
            Show {rest.length} more values
          </summary>
          <ValueList label="More default values that change" values={rest} />
        </details>
      )}
      {truncated && <p className="mt-1 text-xs text-muted">There are more; the list was cut.</p>}
    </div>
  );
}

function ValueList({ label, values }: { label: string; values: Values }) {
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {values.map(({ path, change, from, to }) => (
        <li
          key={path}
          className="grid items-baseline gap-x-3 py-1 font-mono text-xs sm:grid-cols-[auto_minmax(0,1fr)_minmax(0,1.4fr)]"
        >
          <span className="max-sm:hidden">
            <ChangeBadge change={change} />
          </span>
          <strong className="font-medium wrap-anywhere">{path}</strong>
          <span className="wrap-anywhere max-sm:pl-3">
            {from !== null && (
              <del className="text-muted no-underline">
                <VisuallyHidden>before </VisuallyHidden>
                {from}
              </del>
            )}
            {from !== null && to !== null && ' → '}
            {to !== null && (
              <ins className="no-underline">
                <VisuallyHidden>after </VisuallyHidden>
                {to}
              </ins>
            )}
            <span className="font-sans text-muted sm:hidden">
              {change === 'added' && ' (new)'}
              {change === 'removed' && ' (gone)'}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
