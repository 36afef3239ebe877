import { AppError } from '@/lib/errors';
import { copyStep, type CopyContext } from '@/lib/channels/copy-step';
import { stepsOf } from '@/lib/channels/plan-transfer';
import { digestUnder } from '@/lib/channels/settle-promotion';
import type { TransferPlan, TransferRoute, TransferStage, TransferStep } from '@/lib/channels/transfer';
import { explainTargetFailure, lacksContent } from '@/lib/channels/transfer-failure';
import type { TransferJobs } from '@/lib/channels/transfer-jobs';
import type { TransferMeter } from '@/lib/channels/transfer-meter';
import { RegistryError } from '@/lib/oci/registry-error';
import { runBounded } from '@/lib/oci/run-bounded';

/** Steps under way at once. */
const WIDTH = 4;

/** Stages whose result a registry may have thrown away again before anything names it. */
const UNNAMED: ReadonlySet<TransferStage> = new Set(['blobs', 'children', 'roots']);

export interface RunContext extends CopyContext {
  jobs: TransferJobs;
  meter: TransferMeter;
  /** milliseconds since 1970 */
  now: () => number;
}

/**
 * Does the steps of a transfer that are not done yet, wave by wave. Each is recorded when it has ended, so that another
 * run, of another process too, goes on behind it.
 * @throws AppError `transfer_conflict` before anything is written when a tag means something else; else what a step
 *   throws, put into words; what `signal` was aborted with, when it was
 */
export async function runTransfer(id: string, plan: TransferPlan, context: RunContext): Promise<void> {
  const { jobs, signal } = context;
  const ended = await jobs.ended(id);
  const open = stepsOf(plan).filter(({ number }) => !ended.has(number));
  const failed = new AbortController();
  const inner = { ...context, signal: AbortSignal.any([signal, failed.signal]) };
  try {
    await checkTags(open, plan.routes, inner);
    let wave = 0;
    for (const { steps } of plan.waves) {
      const last = wave + steps.length;
      const due = open.filter(({ number }) => number >= wave && number < last);
      await runBounded(due, WIDTH, (one) =>
        runStep(id, one, plan.routes, inner).catch((error: unknown) => {
          failed.abort(error);
          throw error;
        }),
      );
      wave = last;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof RegistryError)) throw error;
    if (lacksContent(error)) await reopenUnnamed(id, plan, jobs);
    throw explainTargetFailure(error, context.targetName);
  }
}

async function runStep(
  id: string,
  { step, number }: { step: TransferStep; number: number },
  routes: readonly TransferRoute[],
  context: RunContext,
): Promise<void> {
  const { jobs, meter, now, signal } = context;
  const route = routes[step.route];
  if (route === undefined) throw new Error(`The plan of ${id} has no route ${step.route}.`);
  signal.throwIfAborted();
  meter.begin(number);
  const how = await copyStep(step, route, context, {
    resume: () => jobs.place(id, number),
    onPlace: (place) => jobs.keepPlace(id, number, place),
    onBytes: (sent) => meter.sent(number, sent),
  });
  await jobs.end(id, number, { at: new Date(now()).toISOString(), how });
  meter.end(number, how);
}

/** A run may begin days after the plan was made. */
async function checkTags(
  open: readonly { step: TransferStep }[],
  routes: readonly TransferRoute[],
  { target, targetName, signal }: RunContext,
): Promise<void> {
  for (const { step } of open) {
    const to = routes[step.route]?.to;
    if (step.kind !== 'tag' || step.holds === 'signature' || to === undefined) continue;
    const now = await digestUnder(target, to, step.tag, signal);
    if (now === null || now === step.digest) continue;
    throw new AppError(
      'transfer_conflict',
      `${targetName}/${to}:${step.tag} means ${now} by now, not ${step.digest}. Nothing more is copied, and the tag stays ` +
        'as it is.',
      {
        details: {
          conflicts: [{ repository: to, tag: step.tag, digest: step.digest, targetDigest: now }],
        },
      },
    );
  }
}

async function reopenUnnamed(id: string, plan: TransferPlan, jobs: TransferJobs): Promise<void> {
  const unnamed = stepsOf(plan).filter(({ stage }) => UNNAMED.has(stage));
  await jobs.reopen(
    id,
    unnamed.map(({ number }) => number),
  );
}
