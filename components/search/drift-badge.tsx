import { TriangleAlert } from 'lucide-react';
import { driftWords } from '@/components/search/drift-words';
import { Badge } from '@/components/ui/badge';

const MOST_LISTED = 20;

/** The alarm of a chart with versions that were pushed again; nothing where there are none. */
export function DriftBadge({ versions }: { versions: readonly string[] }) {
  if (versions.length === 0) return null;
  return (
    <Badge
      tone="danger"
      title={`Seen with a second digest, which a version should never have: ${versions.slice(0, MOST_LISTED).join(', ')}`}
      className="relative z-10"
    >
      <TriangleAlert aria-hidden />
      {driftWords(versions)}
    </Badge>
  );
}
