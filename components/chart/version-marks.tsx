import { Archive, ArrowRight, FlaskConical, TriangleAlert } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { ChartVersion } from '@/lib/api/schema/chart';

type Marked = Pick<ChartVersion, 'tag' | 'prerelease' | 'deprecated' | 'previousDigest' | 'inside'>;

/** What is special about a version. */
export function VersionMarks({
  version: { tag, prerelease, deprecated, previousDigest, inside },
}: {
  version: Marked;
}) {
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
      {inside !== null && (
        <Badge
          tone="caution"
          title={`The chart under this tag says it is ${inside}: the tag is no version, but points at one.`}
        >
          <ArrowRight aria-hidden />
          holds {inside}
        </Badge>
      )}
      {/^v\d/.test(tag) && (
        <Badge title="Helm finds a tag with a leading v only by its full name, never by a range or as the newest">
          v-prefixed
        </Badge>
      )}
    </>
  );
}
