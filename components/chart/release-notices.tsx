import Link from 'next/link';
import { comparisonPath } from '@/components/chart/compared-pair';
import type { ChartSelection } from '@/components/chart/chart-selection';
import { DigestText } from '@/components/ui/digest';
import { Notice } from '@/components/ui/notice';
import type { ChartVersion } from '@/lib/api/schema/chart';
import type { Release } from '@/lib/api/schema/release';
import { chartPath, type ChartAddress } from '@/lib/references';

export interface ReleaseNoticesProps {
  address: ChartAddress;
  /** null while the release is not known */
  release: Release | null;
  selection: ChartSelection;
  /** the version of the same name, when its tag means other bytes than are shown */
  otherBytes: ChartVersion | undefined;
}

/** What a reader must know of a release before using it. */
export function ReleaseNotices({ address, release, selection: { entry }, otherBytes }: ReleaseNoticesProps) {
  const before = entry?.previousDigest ?? null;
  const after = release?.digest ?? entry?.digest ?? null;
  return (
    <>
      {before !== null && entry !== null && (
        <Notice tone="danger" title={`Version ${entry.version} was pushed again`}>
          <p>
            Its tag pointed at <DigestText digest={before} /> and now points at{' '}
            {after === null ? 'another digest' : <DigestText digest={after} />}. A version should never move:
            find out who pushed it, and install by digest until you know.{' '}
            {after !== null && <WhatDiffers address={address} from={before} to={after} />}
          </p>
        </Notice>
      )}
      {before === null && release && otherBytes && (
        <OtherBytes address={address} release={release} version={otherBytes} />
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

function OtherBytes({
  address: { registry, repository },
  release,
  version: { version, digest },
}: {
  address: ChartAddress;
  release: Release;
  version: ChartVersion;
}) {
  return (
    <Notice tone="danger" title={`The tag ${version} points at other bytes than these`}>
      <p>
        Shown is <DigestText digest={release.digest} />, which was pushed as {version} too; the tag now points
        at {digest === null ? 'another digest' : <DigestText digest={digest} />}. A version should never move:
        find out who pushed it, and install by digest until you know.{' '}
        <Link
          className="link"
          href={chartPath({ registry, repository, selector: { kind: 'version', version } })}
        >
          Show what {version} is now
        </Link>
        {digest !== null && (
          <>
            {' · '}
            <WhatDiffers address={{ registry, repository }} from={release.digest} to={digest} />
          </>
        )}
      </p>
    </Notice>
  );
}

function WhatDiffers({ address, from, to }: { address: ChartAddress; from: string; to: string }) {
  return (
    <Link className="link" href={comparisonPath(address, from, to)}>
      What differs
    </Link>
  );
}
