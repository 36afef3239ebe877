import { ArrowDown, ArrowRight } from 'lucide-react';
import type { PromotionSource, PromotionTarget } from '@/components/channel/promotion-target';
import { DigestText } from '@/components/ui/digest';

export interface PromotionEndsProps {
  source: PromotionSource;
  target: PromotionTarget;
}

/** Where a channel is and where it would go: version and digest on both sides. */
export function PromotionEnds({ source, target }: PromotionEndsProps) {
  return (
    <dl className="grid items-stretch gap-2 sm:grid-cols-[1fr_auto_1fr]">
      <div className="rounded border border-line bg-land px-3 py-2">
        <dt className="text-xs font-semibold text-muted">Current</dt>
        {target.exists ? (
          <End version={target.version ?? 'no version has this digest'} digest={target.digest} />
        ) : (
          <dd className="text-sm text-muted">Does not exist yet</dd>
        )}
      </div>
      <div aria-hidden className="flex items-center justify-center text-guide">
        <ArrowRight className="hidden size-5 sm:block" />
        <ArrowDown className="size-5 sm:hidden" />
      </div>
      <div className="rounded border border-guide bg-guide-soft px-3 py-2">
        <dt className="text-xs font-semibold text-guide">Promoting</dt>
        <End version={source.version} digest={source.digest} />
      </div>
    </dl>
  );
}

function End({ version, digest }: { version: string; digest: string | null }) {
  return (
    <>
      <dd className="tabular font-mono text-lg font-semibold wrap-anywhere">{version}</dd>
      <dd>
        {digest === null ? (
          <span className="text-xs text-muted">Digest not read yet</span>
        ) : (
          <DigestText digest={digest} />
        )}
      </dd>
    </>
  );
}
