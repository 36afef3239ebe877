import { AppError } from '@/lib/errors';
import type { CopyContext } from '@/lib/channels/copy-step';
import type { PromotionLogin } from '@/lib/channels/promoter';
import { runTransfer } from '@/lib/channels/run-transfer';
import type { Transfer, TransferEvent, TransferFailure } from '@/lib/channels/transfer';
import type { TransferContent, TransferJobs } from '@/lib/channels/transfer-jobs';
import type { TransferMeter } from '@/lib/channels/transfer-meter';
import { RegistryError } from '@/lib/oci/registry-error';

/** How often a running transfer's progress is told and kept, in milliseconds. */
const TELL = 1000;

/** What a run is ended with that somebody asked to end. */
export const CANCEL: unique symbol = Symbol('cancel');

export interface TransferPorts extends Pick<CopyContext, 'source' | 'alone'> {
  jobs: TransferJobs;
  /** Promotes what was copied, with the login that copied it. @returns the promotion's id */
  promote: (transfer: Transfer, login: PromotionLogin) => Promise<string>;
  /** Told of each change of a transfer, and of its progress once a second. Must not throw. */
  onChange: (id: string) => void;
  /** Told of a transfer whose version is in the target now. Must not throw. */
  onCopied: (transfer: Transfer) => void;
  /** Told of failures that are nobody's but ours, for the log. */
  report: (line: string) => void;
  /** milliseconds since 1970 */
  now: () => number;
  /** Calls back once after so many milliseconds. @returns calls it off */
  after: (milliseconds: number, call: () => void) => () => void;
}

/** One run of a transfer: whoever makes it holds the transfer's lease. */
export interface TransferRun {
  login: PromotionLogin;
  meter: TransferMeter;
  /** ends it: with `CANCEL` for good, else as the end of the process would */
  controller: AbortController;
}

/**
 * Does what remains of a transfer, and records how that ended: done, failed or canceled. A run that is ended otherwise
 * leaves it as it is, for somebody else to go on with.
 */
export async function attendTransfer(
  transfer: Transfer,
  { plan }: TransferContent,
  run: TransferRun,
  ports: TransferPorts,
): Promise<void> {
  const { id, to } = transfer;
  const { login, meter, controller } = run;
  if (transfer.state === 'running') await changeTransfer(ports, id, {}, { kind: 'interrupted' });
  const running = await changeTransfer(ports, id, { state: 'running', failure: null });
  const stopTelling = tellProgress(id, run, ports);
  try {
    await runTransfer(id, plan, {
      ...ports,
      target: login.registry,
      targetName: to.registry,
      promote: async () => {
        const promotion = await ports.promote(running, login);
        await changeTransfer(ports, id, { promotion });
      },
      signal: controller.signal,
      meter,
    });
    await stopTelling();
    await changeTransfer(ports, id, { state: 'done', failure: null }, { kind: 'done' });
    ports.onCopied(running);
  } catch (error) {
    await stopTelling();
    await endFailed(id, error, run, ports);
  }
}

/** Records that a transfer was ended by whoever asked for it. */
export async function endCanceled(ports: TransferPorts, id: string): Promise<Transfer> {
  const actor = await ports.jobs.askedToStop(id);
  return changeTransfer(
    ports,
    id,
    { state: 'canceled', failure: null },
    { kind: 'canceled', actor: actor === '' ? null : actor },
  );
}

/**
 * Changes a transfer, with what happened to it, and tells of it.
 * @throws AppError `transfer_not_found`
 */
export async function changeTransfer(
  { jobs, now, onChange }: Pick<TransferPorts, 'jobs' | 'now' | 'onChange'>,
  id: string,
  change: Parameters<TransferJobs['change']>[1],
  event?: Pick<TransferEvent, 'kind'> & Partial<TransferEvent>,
): Promise<Transfer> {
  const at = new Date(now()).toISOString();
  const transfer = await jobs.change(id, change, event && { at, actor: null, message: '', ...event });
  if (transfer === undefined)
    throw new AppError('transfer_not_found', `There is no transfer ${id.slice(0, 64)}.`);
  onChange(id);
  return transfer;
}

async function endFailed(
  id: string,
  error: unknown,
  { controller: { signal } }: TransferRun,
  ports: TransferPorts,
): Promise<void> {
  if (signal.aborted) {
    if (signal.reason === CANCEL) await endCanceled(ports, id);
    return;
  }
  const failure = describeFailure(error);
  if (failure.code === 'internal')
    ports.report(`The transfer ${id} failed: ${error instanceof Error ? error.stack : String(error)}`);
  const { message } = failure;
  await changeTransfer(ports, id, { state: 'failed', failure }, { kind: 'failed', message });
}

/** Tells and keeps the progress now and then, and looks whether another process was asked to end the transfer. */
function tellProgress(
  id: string,
  { meter, controller }: TransferRun,
  { jobs, onChange, now, after, report }: TransferPorts,
): () => Promise<void> {
  let telling = Promise.resolve();
  let stopped = false;
  const tell = async (): Promise<void> => {
    await jobs.keepProgress(id, meter.read(now()));
    if ((await jobs.askedToStop(id)) !== null) controller.abort(CANCEL);
    onChange(id);
  };
  const tellLater = (): (() => void) =>
    after(TELL, () => {
      telling = tell()
        .catch((error: unknown) => report(`The progress of ${id} could not be kept: ${String(error)}`))
        .finally(() => {
          if (!stopped) callOff = tellLater();
        });
    });
  let callOff = tellLater();
  return async () => {
    stopped = true;
    callOff();
    await telling;
    const { items, bytes } = meter.read(now());
    await jobs.keepProgress(id, { items, bytes, rate: null, secondsLeft: null, current: [] });
  };
}

function describeFailure(error: unknown): TransferFailure {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  if (error instanceof RegistryError) return { code: 'registry_unavailable', message: error.message };
  return { code: 'internal', message: 'Chartroom failed on this transfer. Its log says why.' };
}
