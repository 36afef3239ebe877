import { Archive, FlaskConical, TriangleAlert } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { ChartVersion } from '@/lib/api/schema/chart';

type Marked = Pick<ChartVersion, 'prerelease' | 'deprecated' | 'previousDigest'>;

/** What is special about a version. */
export function VersionMarks({ version: { prerelease, deprecated, previousDigest } }: { version: Marked }) {
  return (
    <>
      {prerelease && (
        <Badge tone="caution" title="Helm installs a pre-release only when asked for it">
          <FlaskConical aria-hidden />
          pre-release
        </Badge>
      )}
      {deprecated && (
        <Badge tone="danger">
          <Archive aria-hidden />
          deprecated
        </Badge>
      )}
      {previousDigest !== null && (
        <Badge
          tone="danger"
          title={`Its tag pointed at ${previousDigest} before. A version should never move.`}
        >
          <TriangleAlert aria-hidden />
          pushed again
        </Badge>
      )}
    </>
  );
}
