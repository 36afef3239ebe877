import { clsx } from 'clsx';
import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import type { RegistryState } from '@/lib/api/schema/registry';
import { promotionWords } from '@/components/registry/registry-words';
import { CodeBlock } from '@/components/ui/code-block';
import { VisuallyHidden } from '@/components/ui/visually-hidden';

function Ability({ able, children }: { able: boolean; children: ReactNode }) {
  const Icon = able ? Check : Minus;
  return (
    <li className={clsx('flex items-start gap-1.5', able ? 'text-ink' : 'text-muted')}>
      <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', able ? 'text-good' : 'text-muted')} />
      <span>
        <VisuallyHidden>{able ? 'Can: ' : 'Cannot: '}</VisuallyHidden>
        {children}
      </span>
    </li>
  );
}

/** What Chartroom can and can't do with a registry, and how to let it do more. */
export function RegistryAbilities({ registry: { name, kind, promotion } }: { registry: RegistryState }) {
  return (
    <div className="space-y-2 text-sm">
      <ul aria-label={`What Chartroom does with ${name}`} className="flex flex-wrap gap-x-5 gap-y-1">
        <Ability able>Browse and search</Ability>
        <Ability able>
          {kind === 'helm-repository' ? 'Versions and images' : 'Versions, channels and images'}
        </Ability>
        {kind === 'oci' && <Ability able={promotion !== 'off'}>{promotionWords(promotion)}</Ability>}
        {kind === 'helm-repository' && (
          <Ability able={false}>Channels: a static repository has versions only</Ability>
        )}
        {kind === 'oci-layout' && <Ability able={false}>Promote: the folder is only read</Ability>}
      </ul>
      {kind === 'oci' && promotion === 'off' && (
        <details>
          <summary className="w-fit text-guide">How to turn promotion on</summary>
          <div className="mt-2 max-w-2xl space-y-2">
            <p>
              Add one of these lines to the registry <strong>{name}</strong> in{' '}
              <code className="font-mono">chartroom.yaml</code>, then restart Chartroom.
            </p>
            <p className="text-muted">
              Everyone who can open Chartroom may promote, with the login it has for this registry. That login
              must be allowed to push:
            </p>
            <CodeBlock code="promotion: { mode: shared }" />
            <p className="text-muted">
              Each person gives their own registry login, and may do what that login may:
            </p>
            <CodeBlock code="promotion: { mode: personal }" />
          </div>
        </details>
      )}
    </div>
  );
}
