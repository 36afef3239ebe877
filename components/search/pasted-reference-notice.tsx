import { CornerDownLeft } from 'lucide-react';
import Link from 'next/link';
import type { PastedReference } from '@/components/search/pasted-reference';
import { RESULT_LINK } from '@/components/search/use-result-keys';
import { Notice } from '@/components/ui/notice';
import type { RegistryState } from '@/lib/api/schema/registry';
import { formatChartReference } from '@/lib/references';

export interface PastedReferenceNoticeProps {
  pasted: PastedReference;
  registries: readonly RegistryState[];
}

/** Where the reference in the search box leads, or why it leads nowhere. */
export function PastedReferenceNotice({ pasted, registries }: PastedReferenceNoticeProps) {
  if (pasted.kind === 'elsewhere') {
    return (
      <Notice tone="caution" title={`${pasted.host} is not one of the configured registries.`}>
        <p>
          Configured are {registries.map(({ name, url }) => `${name} (${hostOf(url)})`).join(', ')}. To browse
          another one, add it to the configuration.
        </p>
      </Notice>
    );
  }
  return (
    <Link
      href={pasted.path}
      prefetch={false}
      {...{ [RESULT_LINK]: '' }}
      className="flex items-center gap-2 rounded border border-guide px-3 py-2 text-sm text-guide hover:bg-guide-soft"
    >
      <CornerDownLeft aria-hidden className="size-4 shrink-0" />
      <span>
        Open <span className="font-mono wrap-anywhere">{formatChartReference(pasted.reference)}</span>
      </span>
    </Link>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
