import type { ChartSelection } from '@/components/chart/chart-selection';
import { DigestText } from '@/components/ui/digest';
import { Notice } from '@/components/ui/notice';
import type { Release } from '@/lib/api/schema';

export interface ReleaseNoticesProps {
  /** null while the release is not known */
  release: Release | null;
  selection: ChartSelection;
}

/** What a reader must know of a release before using it. */
export function ReleaseNotices({ release, selection: { entry } }: ReleaseNoticesProps) {
  const before = entry?.previousDigest ?? null;
  const after = release?.digest ?? entry?.digest ?? null;
  return (
    <>
      {before !== null && entry !== null && (
        <Notice tone="danger" title={`Version ${entry.version} was pushed again`}>
          <p>
            Its tag pointed at <DigestText digest={before} /> and now points at{' '}
            {after === null ? 'another digest' : <DigestText digest={after} />}. A version should never move:
            find out who pushed it, and install by digest until you know.
          </p>
        </Notice>
      )}
      {release?.metadata.deprecated && (
        <Notice tone="caution" title="This chart is deprecated">
          <p>Its maintainers no longer care for it. Look for a successor in its description or README.</p>
        </Notice>
      )}
      {release && release.problems.length > 0 && (
        <Notice tone="caution" title="Parts of this release could not be read">
          <ul className="list-disc pl-4">
            {release.problems.map(({ part, message }) => (
              <li key={`${part} ${message}`}>
                <strong>{part}</strong>: {message}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
