import 'server-only';
import { bytesOf, stepsOf } from '@/lib/channels/plan-transfer';
import type { Transfer, TransferPlan, TransferStage, TransferStep } from '@/lib/channels/transfer';
import type { StepRecord, TransferProgress } from '@/lib/channels/transfer-jobs';
import type { TransferImage } from '@/lib/channels/transfer-image';
import { openChartroom } from '@/lib/chartroom';
import type { Digest } from '@/lib/oci/names';
import { openTransferDesk } from '@/lib/services/transfer-desk';

/** Ended steps that are shown, at most. */
const MAX_LOG = 200;

/** A transfer as lists show it. */
export interface TransferSummary extends Omit<Transfer, 'events'> {
  progress: Omit<TransferProgress, 'current'>;
  /** when it came to its state: RFC 3339 */
  since: string;
}

/** A step as it is shown. */
export interface ShownStep {
  number: number;
  stage: TransferStage;
  kind: TransferStep['kind'];
  /** in the target */
  repository: string;
  digest: Digest;
  tag: string | null;
  bytes: number;
}

/** A transfer with all that is known of it. */
export interface TransferView extends TransferSummary {
  events: Transfer['events'];
  stages: { stage: TransferStage; done: number; total: number }[];
  current: ShownStep[];
  log: (ShownStep & StepRecord)[];
  imageList: TransferImage[];
}

const NOTHING: TransferProgress = {
  items: { done: 0, total: 0 },
  bytes: { done: 0, total: 0 },
  rate: null,
  secondsLeft: null,
  current: [],
};

/** Transfers newest first, at most 200. */
export async function listTransfers(): Promise<TransferSummary[]> {
  const { transferJobs } = await openChartroom();
  return Promise.all(
    (await transferJobs.list()).map(async (transfer) => (await summarize(transfer)).summary),
  );
}

/**
 * A transfer with its steps.
 * @throws AppError `transfer_not_found`
 */
export async function getTransfer(id: string): Promise<TransferView> {
  return viewTransfer(await (await openTransferDesk()).find(id));
}

/** The same for a transfer that is at hand. */
export async function viewTransfer(transfer: Transfer): Promise<TransferView> {
  const { transferJobs: jobs } = await openChartroom();
  const [{ summary, current }, content, ended] = await Promise.all([
    summarize(transfer),
    jobs.content(transfer.id),
    jobs.ended(transfer.id),
  ]);
  const plan: TransferPlan = content?.plan ?? { routes: [], waves: [] };
  const steps = stepsOf(plan).map(({ step, stage, number }) => showStep(step, stage, number, plan));
  return {
    ...summary,
    events: transfer.events,
    stages: countStages(steps, ended),
    current: steps.filter(({ number }) => current.includes(number)),
    log: steps
      .flatMap((step) => {
        const record = ended.get(step.number);
        return record === undefined ? [] : [{ ...step, ...record }];
      })
      .slice(-MAX_LOG),
    imageList: content?.images ?? [],
  };
}

async function summarize({
  events,
  ...transfer
}: Transfer): Promise<{ summary: TransferSummary; current: number[] }> {
  const desk = await openTransferDesk();
  const { current, ...progress } = (await desk.progress(transfer.id)) ?? NOTHING;
  return { summary: { ...transfer, progress, since: events.at(-1)?.at ?? transfer.at }, current };
}

function showStep(
  step: TransferStep,
  stage: TransferStage,
  number: number,
  { routes }: TransferPlan,
): ShownStep {
  return {
    number,
    stage,
    kind: step.kind,
    repository: routes[step.route]?.to ?? '',
    digest: step.digest,
    tag: 'tag' in step ? step.tag : null,
    bytes: bytesOf(step),
  };
}

function countStages(
  steps: readonly ShownStep[],
  ended: ReadonlyMap<number, StepRecord>,
): TransferView['stages'] {
  const stages = new Map<TransferStage, { done: number; total: number }>();
  for (const { stage, number } of steps) {
    const count = stages.get(stage) ?? { done: 0, total: 0 };
    stages.set(stage, { done: count.done + Number(ended.has(number)), total: count.total + 1 });
  }
  return [...stages].map(([stage, count]) => ({ stage, ...count }));
}
