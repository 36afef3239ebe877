import { AppError } from '@/lib/errors';
import {
  attendTransfer,
  CANCEL,
  changeTransfer,
  endCanceled,
  type TransferPorts,
  type TransferRun,
} from '@/lib/channels/attend-transfer';
import type { PromotionLogin } from '@/lib/channels/promoter';
import type { TransferDraft } from '@/lib/channels/draft-transfer';
import { promotionId } from '@/lib/channels/history';
import type { Transfer, TransferRequest } from '@/lib/channels/transfer';
import type { TransferProgress } from '@/lib/channels/transfer-jobs';
import { TransferMeter } from '@/lib/channels/transfer-meter';

/** Transfers of one process under way at once. */
const MAX_RUNNING = 2;
/** When a transfer is looked at again that another process holds, in milliseconds. */
const LOOK_AGAIN = 5000;

/** The right to run one transfer, among all processes that share the store. */
export interface TransferLease {
  /** aborted when it is lost */
  signal: AbortSignal;
  release(): Promise<void>;
}

export interface TransferDeskPorts extends TransferPorts {
  /** Takes the right to run a transfer; null while another process has it. */
  lease: (id: string) => Promise<TransferLease | null>;
  /** The target with Chartroom's own login; null where that is not to be used, or not any more. */
  sharedLogin: (transfer: Transfer) => PromotionLogin | null;
  /** a few random characters of `a-z0-9`, new at each call */
  random: () => string;
}

/** A transfer that has its turn in this process. */
interface Turn {
  controller: AbortController;
  ended: Promise<void>;
  meter: TransferMeter | null;
}

/**
 * Runs the transfers of one process, a few at a time. What a process leaves behind when it ends, the next start goes on
 * with; a lease keeps two processes from running the same one. A login that is somebody's own is kept here, in memory,
 * until its transfer has ended.
 */
export class TransferDesk {
  readonly #ports: TransferDeskPorts;
  readonly #logins = new Map<string, PromotionLogin>();
  readonly #turns = new Map<string, Turn>();
  readonly #queue: string[] = [];
  readonly #callOffs = new Set<() => void>();
  #closed = false;

  constructor(ports: TransferDeskPorts) {
    this.#ports = ports;
  }

  /** Goes on with what an earlier process left. Call it once, at the start. */
  async start(): Promise<void> {
    for (const id of await this.#ports.jobs.open()) this.#enqueue(id);
  }

  /**
   * Writes a transfer down and begins it as soon as there is a place.
   * @param draft what it will do; it was checked
   * @param login is closed when the transfer has ended
   * @param personal whether the login is somebody's own
   */
  async begin(
    request: TransferRequest,
    draft: Pick<TransferDraft, 'version' | 'versionTag' | 'plan' | 'images'>,
    login: PromotionLogin,
    personal: boolean,
  ): Promise<Transfer> {
    const { jobs, now, random, onChange } = this.#ports;
    const { version, versionTag, plan, images } = draft;
    const { actor } = login;
    const moment = now();
    const at = new Date(moment).toISOString();
    const transfer: Transfer = {
      ...request,
      id: promotionId(moment, random()),
      version,
      versionTag,
      actor,
      personal,
      at,
      state: 'queued',
      failure: null,
      events: [{ at, kind: 'begun', actor, message: '' }],
      promotion: null,
    };
    await jobs.add(transfer, { plan, images }, new TransferMeter(plan, new Map()).read(moment));
    this.#logins.set(transfer.id, login);
    this.#enqueue(transfer.id);
    onChange(transfer.id);
    return transfer;
  }

  /**
   * Goes on with a transfer that failed, was canceled, or waits for its owner. One that is under way goes on as it is.
   * @param login is closed when the transfer has ended, or at once where it is not needed; by the caller where this throws
   * @throws AppError `transfer_not_found`; `transfer_ended` when all is done
   */
  async resume(id: string, login: PromotionLogin): Promise<Transfer> {
    const known = await this.find(id);
    if (known.state === 'done')
      throw new AppError('transfer_ended', 'This transfer is done: there is nothing left to go on with.');
    const turn = this.#turns.get(id);
    if (turn !== undefined && !isEnded(known)) {
      await login.close();
      return known;
    }
    await turn?.ended; // its end is recorded, and it is about to be gone
    await this.#forgetLogin(id);
    this.#logins.set(id, login);
    const { actor } = login;
    const transfer =
      known.state === 'running' || known.state === 'queued'
        ? known
        : await changeTransfer(
            this.#ports,
            id,
            { state: 'queued', failure: null },
            { kind: 'resumed', actor },
          );
    this.#enqueue(id);
    return transfer;
  }

  /**
   * Ends a transfer. What was copied stays, without a tag that would show it; it can be gone on with later. Where another
   * process runs it, that one is asked, and ends it within seconds.
   * @throws AppError `transfer_not_found`; `transfer_ended` when it is not under way
   */
  async cancel(id: string, actor: string | null): Promise<Transfer> {
    const known = await this.find(id);
    if (isEnded(known))
      throw new AppError('transfer_ended', `This transfer is not under way any more: it is ${known.state}.`);
    await this.#ports.jobs.askToStop(id, actor ?? '');
    const turn = this.#turns.get(id);
    if (turn === undefined) return this.#cancelIdle(id);
    turn.controller.abort(CANCEL);
    await turn.ended;
    return this.find(id);
  }

  /** A transfer as it is. @throws AppError `transfer_not_found` */
  async find(id: string): Promise<Transfer> {
    const transfer = await this.#ports.jobs.get(id);
    if (transfer === undefined)
      throw new AppError('transfer_not_found', `There is no transfer ${id.slice(0, 64)}.`);
    return transfer;
  }

  /** How far a transfer has got; undefined where nothing is known. */
  async progress(id: string): Promise<TransferProgress | undefined> {
    const meter = this.#turns.get(id)?.meter;
    return meter?.read(this.#ports.now()) ?? this.#ports.jobs.progress(id);
  }

  /** Ends what runs here, as the end of the process would: the next start goes on with it. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const callOff of this.#callOffs) callOff();
    for (const { controller } of this.#turns.values()) controller.abort();
    await Promise.all([...this.#turns.values()].map(({ ended }) => ended));
    await Promise.all([...this.#logins.keys()].map((id) => this.#forgetLogin(id)));
  }

  #enqueue(id: string): void {
    if (this.#turns.has(id) || this.#queue.includes(id)) return;
    this.#queue.push(id);
    this.#startNext();
  }

  #startNext(): void {
    while (this.#turns.size < MAX_RUNNING && !this.#closed) {
      const id = this.#queue.shift();
      if (id === undefined) return;
      const turn: Turn = { controller: new AbortController(), ended: Promise.resolve(), meter: null };
      this.#turns.set(id, turn);
      turn.ended = this.#takeTurn(id, turn)
        .catch((error: unknown) =>
          this.#ports.report(`The transfer ${id} could not be run: ${String(error)}`),
        )
        .finally(() => {
          this.#turns.delete(id);
          this.#startNext();
        });
    }
  }

  async #takeTurn(id: string, turn: Turn): Promise<void> {
    const lease = await this.#ports.lease(id);
    if (lease === null) return this.#lookAgain(id);
    const lost = (): void => turn.controller.abort();
    lease.signal.addEventListener('abort', lost, { once: true });
    try {
      await this.#run(id, turn);
    } finally {
      lease.signal.removeEventListener('abort', lost);
      await lease.release();
    }
    if (lease.signal.aborted) this.#lookAgain(id);
  }

  async #run(id: string, turn: Turn): Promise<void> {
    const { jobs } = this.#ports;
    const [transfer, content] = await Promise.all([jobs.get(id), jobs.content(id)]);
    if (transfer === undefined || content === undefined || isEnded(transfer)) return this.#forgetLogin(id);
    if ((await jobs.askedToStop(id)) !== null) {
      await this.#forgetLogin(id);
      await endCanceled(this.#ports, id);
      return;
    }
    const login = this.#loginFor(transfer);
    if (login === null) return this.#waitForOwner(transfer);
    const meter = new TransferMeter(content.plan, await jobs.ended(id));
    turn.meter = meter;
    const run: TransferRun = { login, meter, controller: turn.controller };
    try {
      await attendTransfer(transfer, content, run, this.#ports);
    } finally {
      await this.#forgetLogin(id);
    }
  }

  #loginFor(transfer: Transfer): PromotionLogin | null {
    const login = this.#logins.get(transfer.id);
    return login ?? (transfer.personal ? null : this.#ports.sharedLogin(transfer));
  }

  async #waitForOwner({ id, state, personal, actor, to }: Transfer): Promise<void> {
    if (state === 'waiting') return;
    const message = personal
      ? `${actor ?? 'Whoever began it'} has to sign in at ${to.registry} again: a login is kept in memory only.`
      : `Promotion with Chartroom’s login is not allowed in ${to.registry} any more.`;
    await changeTransfer(this.#ports, id, { state: 'waiting' }, { kind: 'waiting', message });
  }

  /** Cancels what has no turn here: it waits, or another process runs it, which looks now and then. */
  async #cancelIdle(id: string): Promise<Transfer> {
    const lease = await this.#ports.lease(id);
    if (lease === null) return this.find(id);
    try {
      await this.#forgetLogin(id);
      return await endCanceled(this.#ports, id);
    } finally {
      await lease.release();
    }
  }

  async #forgetLogin(id: string): Promise<void> {
    const login = this.#logins.get(id);
    this.#logins.delete(id);
    await login?.close();
  }

  #lookAgain(id: string): void {
    if (this.#closed) return;
    const callOff = this.#ports.after(LOOK_AGAIN, () => {
      this.#callOffs.delete(callOff);
      this.#enqueue(id);
    });
    this.#callOffs.add(callOff);
  }
}

function isEnded({ state }: Transfer): boolean {
  return state === 'done' || state === 'failed' || state === 'canceled';
}
