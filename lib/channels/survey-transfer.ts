import { bytesOf, stepsOf } from '@/lib/channels/plan-transfer';
import { digestUnder } from '@/lib/channels/settle-promotion';
import type { TransferPlan } from '@/lib/channels/transfer';
import type { Amount } from '@/lib/channels/transfer-rate';
import type { CallOptions, Registry } from '@/lib/oci/registry';
import { runBounded } from '@/lib/oci/run-bounded';

/** Blobs and manifests that are asked for, at most. */
const MAX_ASKED = 500;
const WIDTH = 6;

/**
 * How much of what a transfer copies the target has already: blobs and manifests, without tags.
 * @returns null where there is too much to be asked for
 * @throws RegistryError when the target can't be asked
 */
export async function surveyTransfer(
  plan: TransferPlan,
  target: Registry,
  options: CallOptions,
): Promise<Amount | null> {
  const copied = stepsOf(plan).filter(({ step }) => 'size' in step);
  if (copied.length > MAX_ASKED) return null;
  const there: Amount = { items: 0, bytes: 0 };
  await runBounded(copied, WIDTH, async ({ step }) => {
    const repository = plan.routes[step.route]?.to ?? '';
    const found =
      step.kind === 'blob'
        ? await target.headBlob(repository, step.digest, options)
        : await digestUnder(target, repository, step.digest, options.signal);
    if (found === null) return;
    there.items += 1;
    there.bytes += bytesOf(step);
  });
  return there;
}
