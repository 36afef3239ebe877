import { Download } from 'lucide-react';
import { abilityLines } from '@/components/registry/ability-words';
import { attemptWords, discoveryWords } from '@/components/registry/discovery-words';
import { buttonClass } from '@/components/ui/button';
import { ScrollRegion } from '@/components/ui/scroll-region';
import type { RegistryState } from '@/lib/api/schema/registry';

/** What Chartroom has found out about a registry: how its repositories are found, and what it can do. */
export function RegistryFindings({ registry }: { registry: RegistryState }) {
  const { name, discovery, complete } = registry;
  const lines = abilityLines(registry.abilities);
  const tried = discovery.attempts.filter(({ outcome }) => outcome !== 'used');
  return (
    <div className="space-y-2 text-sm">
      <p>{discoveryWords(discovery, complete)}</p>
      {tried.length > 0 && (
        <details>
          <summary className="w-fit text-guide">What else was tried</summary>
          <ul className="mt-2 space-y-1.5">
            {tried.map((attempt) => (
              <li key={`${attempt.method} ${attempt.detail}`}>
                {attemptWords(attempt)}
                {attempt.detail !== '' && (
                  <span className="block text-muted wrap-anywhere">{attempt.detail}</span>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
      {lines.length > 0 && (
        <details>
          <summary className="w-fit text-guide">What {name} can do</summary>
          <div className="mt-2 space-y-3">
            <ScrollRegion label={`What ${name} can do`}>
              <table className="w-full max-w-2xl">
                <thead className="sr-only">
                  <tr>
                    <th scope="col">Ability</th>
                    <th scope="col">What is known</th>
                    <th scope="col">How it is known</th>
                  </tr>
                </thead>
                <tbody className="divide-y divide-line">
                  {lines.map(({ label, value, seen }) => (
                    <tr key={label}>
                      <th scope="row" className="py-1 pr-4 text-left font-normal text-muted">
                        {label}
                      </th>
                      <td className="py-1 pr-4 wrap-anywhere">{value}</td>
                      <td className="py-1 text-xs text-muted">{seen ? 'seen' : 'documented'}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollRegion>
            <a
              className={buttonClass('secondary', 'sm')}
              href={`/api/v1/registries/${encodeURIComponent(name)}/report`}
              download
            >
              <Download aria-hidden />
              Report for a bug, as JSON
            </a>
          </div>
        </details>
      )}
    </div>
  );
}
