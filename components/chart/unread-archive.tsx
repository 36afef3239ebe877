import { EmptyState } from '@/components/ui/empty-state';
import type { Release } from '@/lib/api/schema/release';

/** Why a release's archive is not known, or null when it was read. What was not read can't be called absent. */
export function unreadArchive({ problems, readme, values }: Release): string | null {
  if (readme !== null || values !== null) return null;
  return problems.find(({ part }) => part === 'archive')?.message ?? null;
}

/** Stands in for a part of an archive that could not be read. @param what the part, as a sentence begins with it */
export function UnreadArchive({ what, reason }: { what: string; reason: string }) {
  return (
    <EmptyState title={`${what} can’t be shown`}>
      <p>{reason} Ask whoever pushed this version, or open another one.</p>
    </EmptyState>
  );
}
