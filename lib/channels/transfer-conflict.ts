import { digestUnder } from '@/lib/channels/settle-promotion';
import type { TransferPart } from '@/lib/channels/transfer-part';
import type { Digest } from '@/lib/oci/names';
import type { CallOptions, Registry } from '@/lib/oci/registry';

/** A tag that means something else in the target: it is never moved, so the transfer can't be made. */
export interface TransferConflict {
  kind: 'version' | 'image';
  /** in the target */
  repository: string;
  tag: string;
  /** what it would have to mean */
  digest: Digest;
  targetDigest: Digest;
}

/** The conflict that a tag of the target makes; null for none. */
export async function takenTag(
  target: Registry,
  { repository, tag }: { repository: string; tag: string },
  { kind, root }: TransferPart,
  { signal }: CallOptions,
): Promise<TransferConflict | null> {
  const targetDigest = await digestUnder(target, repository, tag, signal);
  if (targetDigest === null || targetDigest === root) return null;
  return { kind: kind === 'chart' ? 'version' : 'image', repository, tag, digest: root, targetDigest };
}
