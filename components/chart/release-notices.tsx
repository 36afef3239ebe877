import type { ChartSelection } from '@/components/chart/chart-selection';
import { OtherBytes, OthersPushedAgain, PushedAgain } from '@/components/chart/drift-notices';
import { Notice } from '@/components/ui/notice';
import type { ChartVersion } from '@/lib/api/schema/chart';
import type { Release } from '@/lib/api/schema/release';
import type { ChartAddress } from '@/lib/references';

export interface ReleaseNoticesProps {
  address: ChartAddress;
  /** all of the chart's, newest first */
  versions: readonly ChartVersion[];
  /** null while the release is not known */
  release: Release | null;
  selection: ChartSelection;
  /** the version of the same name, when its tag means other bytes than are shown */
  otherBytes: ChartVersion | undefined;
}

/** What a reader must know of a release before using it. */
export function ReleaseNotices({
  address,
  versions,
  release,
  selection: { entry, version },
  otherBytes,
}: ReleaseNoticesProps) {
  const isDrifted = entry !== null && entry.previousDigest !== null;
  return (
    <>
      {isDrifted && <PushedAgain address={address} version={entry} />}
      {!isDrifted && release && otherBytes && (
        <OtherBytes address={address} release={release} version={otherBytes} />
      )}
      <OthersPushedAgain
        address={address}
        versions={versions.filter((other) => other.previousDigest !== null && other.version !== version)}
      />
      {entry !== null && entry.inside !== null && (
        <Notice tone="caution" title={`The tag ${entry.tag} holds version ${entry.inside}`}>
          <p>
            Its chart says it is {entry.inside}: the tag is a version by its name, and a pointer by what it
            holds. Helm finds it as {entry.version}.
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
