import Link from 'next/link';
import { WarningList } from '@/components/channel/warning-list';
import { Digest } from '@/components/ui/digest';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { Chart } from '@/lib/api/schema/chart';
import { chartPath, type ChartAddress } from '@/lib/references';

export interface FloatingVersionsProps {
  address: ChartAddress;
  floating: Chart['floating'];
}

/** Tags such as `1.2`, which follow the newest version beginning so; nothing where there is none. */
export function FloatingVersions({ address: { registry, repository }, floating }: FloatingVersionsProps) {
  if (floating.length === 0) return null;
  return (
    <section aria-labelledby="floating-versions" className="border-t border-line">
      <h3 id="floating-versions" className="bg-land px-3 py-1 text-xs font-semibold text-muted">
        Floating versions
      </h3>
      <ul className="flex flex-wrap gap-x-6 px-3 py-1">
        {floating.map(({ tag, version, digest, warnings }) => (
          <li key={tag} className="py-0.5">
            <p className="flex flex-wrap items-center gap-x-2 font-mono text-sm">
              <Link
                href={chartPath({ registry, repository, selector: { kind: 'channel', tag } })}
                className="tabular font-semibold text-guide hover:text-guide-strong hover:underline"
              >
                {tag}
              </Link>
              <VisuallyHidden> points at </VisuallyHidden>
              {version !== null && (
                <Link
                  href={chartPath({ registry, repository, selector: { kind: 'version', version } })}
                  className="tabular wrap-anywhere hover:underline"
                >
                  {version}
                </Link>
              )}
              {digest !== null && <Digest digest={digest} />}
            </p>
            <WarningList warnings={warnings} />
          </li>
        ))}
      </ul>
    </section>
  );
}
