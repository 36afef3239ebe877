import Link from 'next/link';
import { comparisonPath } from '@/components/chart/compared-pair';
import { Digest } from '@/components/ui/digest';
import { Notice } from '@/components/ui/notice';
import type { ChartVersion } from '@/lib/api/schema/chart';
import type { Release } from '@/lib/api/schema/release';
import { chartPath, type ChartAddress } from '@/lib/references';

const MOST_NAMED = 5;

/** The version shown was seen with a second digest: both, and where they are compared. */
export function PushedAgain({
  address,
  version: { version, digest, previousDigest },
}: {
  address: ChartAddress;
  version: ChartVersion;
}) {
  if (previousDigest === null) return null;
  return (
    <Notice tone="danger" title={`Version ${version} was pushed again`}>
      <p>
        Its tag pointed at <Digest digest={previousDigest} /> and now points at{' '}
        {digest === null ? 'another digest' : <Digest digest={digest} />}. {ADVICE}{' '}
        {digest !== null && <WhatDiffers address={address} from={previousDigest} to={digest} />}
      </p>
    </Notice>
  );
}

/** The release shown was pushed under a version whose tag means other bytes by now. */
export function OtherBytes({
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
        Shown is <Digest digest={release.digest} />, which was pushed as {version} too; the tag now points at{' '}
        {digest === null ? 'another digest' : <Digest digest={digest} />}. {ADVICE}{' '}
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

/** Other versions of the chart than the one shown that were pushed again; nothing where there are none. */
export function OthersPushedAgain({
  address: { registry, repository },
  versions,
}: {
  address: ChartAddress;
  /** newest first */
  versions: readonly ChartVersion[];
}) {
  if (versions.length === 0) return null;
  const more = versions.length - MOST_NAMED;
  return (
    <Notice
      tone="danger"
      title={
        versions.length === 1 ? 'A version was pushed again' : `${versions.length} versions were pushed again`
      }
    >
      <p>
        {versions.slice(0, MOST_NAMED).map(({ version }, index) => (
          <span key={version}>
            {index > 0 && ', '}
            <Link
              className="link tabular font-mono"
              href={chartPath({ registry, repository, selector: { kind: 'version', version } })}
            >
              {version}
            </Link>
          </span>
        ))}
        {more > 0 && (
          <>
            {' and '}
            <Link className="link" href={`${chartPath({ registry, repository })}?tab=versions`}>
              {more} more
            </Link>
          </>
        )}{' '}
        {versions.length === 1 ? 'has' : 'have'} other bytes than before. A version should never move.
      </p>
    </Notice>
  );
}

const ADVICE = 'A version should never move: find out who pushed it, and install by digest until you know.';

function WhatDiffers({ address, from, to }: { address: ChartAddress; from: string; to: string }) {
  return (
    <Link className="link" href={comparisonPath(address, from, to)}>
      What differs
    </Link>
  );
}
