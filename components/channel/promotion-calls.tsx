import { CopyButton } from '@/components/ui/copy-button';
import { Disclosure } from '@/components/ui/disclosure';
import type { RegistryCall } from '@/lib/api/schema/promotion-check';

export interface PromotionCallsProps {
  calls: readonly RegistryCall[];
  /** the registry's name */
  registry: string;
}

/** The requests a promotion makes to the registry, in order. */
export function PromotionCalls({ calls, registry }: PromotionCallsProps) {
  const writes = calls.some(({ method }) => method === 'PUT');
  return (
    <Disclosure title={<span className="font-normal">Show registry calls</span>} note={`${calls.length}`}>
      <p className="mb-2 flex items-center justify-between gap-2 text-xs text-muted">
        <span>
          What is sent to {registry}, in this order. The login, and fetching a token for it, are left out.
          {!writes && ' As things are, nothing is written.'}
        </span>
        <CopyButton text={calls.map(callText).join('\n\n')} label="Copy registry calls" />
      </p>
      <ol className="space-y-2">
        {calls.map((call, index) => (
          // The same request may come twice; the order never changes.
          <li key={`${index} ${call.path}`} className="text-xs">
            <p className="text-muted">{call.purpose}</p>
            <pre className="font-mono whitespace-pre-wrap wrap-anywhere">{callText(call)}</pre>
          </li>
        ))}
      </ol>
    </Disclosure>
  );
}

function callText({ method, path, headers, body }: RegistryCall): string {
  const lines = [`${method} ${path}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  if (body !== null) lines.push(`(${body.size} bytes, ${body.digest})`);
  return lines.join('\n');
}
