import { ShieldAlert, ShieldQuestion } from 'lucide-react';
import { productName } from '@/components/registry/ability-words';
import { Badge } from '@/components/ui/badge';
import { CodeBlock } from '@/components/ui/code-block';
import type { ProtectionAdvice, RegistryProtection as Protection } from '@/lib/api/schema/protection';

/** Whether versions can be overwritten here, and how to lock them without locking the channels. */
export function RegistryProtection({ protection }: { protection: Protection }) {
  const { registry, state, reason, advice } = protection;
  const [own] = advice.length === 1 ? advice : [];
  return (
    <div className="space-y-2 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {state === 'unprotected' ? (
          <Badge tone="caution">
            <ShieldAlert aria-hidden /> Versions unprotected
          </Badge>
        ) : (
          <Badge>
            <ShieldQuestion aria-hidden /> Protection of versions not known
          </Badge>
        )}
        <span className="text-muted">{reason}</span>
      </p>
      <details>
        <summary className="w-fit text-guide">
          How to lock versions in {registry}, and not its channels
        </summary>
        <div className="mt-2 max-w-3xl space-y-3">
          {own ? (
            <Advice advice={own} />
          ) : (
            advice.map((one) => (
              <details key={one.vendor}>
                <summary className="w-fit text-guide">{productName(one.vendor)}</summary>
                <div className="mt-2 space-y-3">
                  <Advice advice={one} />
                </div>
              </details>
            ))
          )}
        </div>
      </details>
    </div>
  );
}

function Advice({ advice: { summary, snippets, limits } }: { advice: ProtectionAdvice }) {
  return (
    <>
      <p>{summary}</p>
      {snippets.map(({ title, text }) => (
        <CodeBlock key={title} label={title} code={text} />
      ))}
      {limits.length > 0 && (
        <ul className="list-disc space-y-0.5 pl-5 text-muted">
          {limits.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      )}
    </>
  );
}
