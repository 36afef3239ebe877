import type { RegistryState } from '@/lib/api/schema/registry';
import { adviceWords, countWords } from '@/components/registry/registry-words';
import { Notice } from '@/components/ui/notice';

const MOST_FAILURES = 100;

/** Why a registry could not be read, or not all of it, and what to do. Nothing when all is well. */
export function RegistryTroubles({ registry }: { registry: RegistryState }) {
  const { error, failures, status } = registry;
  return (
    <>
      {error !== null && (
        <Notice tone={status === 'unreachable' ? 'danger' : 'caution'} title={error}>
          <p className="text-muted">{adviceWords(registry)}</p>
        </Notice>
      )}
      {failures.length > 0 && (
        <details className="text-sm">
          <summary className="w-fit text-caution">
            {failures.length >= MOST_FAILURES ? 'At least ' : ''}
            {countWords(failures.length, 'repository', 'repositories')} could not be read
          </summary>
          <ul className="mt-2 max-h-80 divide-y divide-line overflow-y-auto border-y border-line">
            {failures.map(({ repository, message }) => (
              <li key={repository} className="grid gap-x-4 py-1.5 sm:grid-cols-[minmax(10rem,1fr)_2fr]">
                <span className="font-mono wrap-anywhere">{repository}</span>
                <span className="text-muted">{message}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
