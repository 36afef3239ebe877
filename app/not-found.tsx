import { MapPinOff } from 'lucide-react';
import type { Metadata } from 'next';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <EmptyState
      icon={<MapPinOff aria-hidden />}
      heading="h1"
      title="Nothing is charted here"
      actions={
        <>
          <ButtonLink variant="primary" href="/">
            Search charts
          </ButtonLink>
          <ButtonLink href="/registries">Registries</ButtonLink>
        </>
      }
    >
      <p>
        The address names no page. A chart’s address is{' '}
        <code className="font-mono text-ink">/charts/&lt;registry&gt;/&lt;repository&gt;</code>, followed by{' '}
        <code className="font-mono text-ink">@&lt;version&gt;</code> or{' '}
        <code className="font-mono text-ink">:&lt;channel&gt;</code>.
      </p>
      <p>If a chart was here, it or its registry may have been renamed. Search for it by name.</p>
    </EmptyState>
  );
}
