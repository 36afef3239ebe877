import { AppError } from '@/lib/errors';
import { digestUnder } from '@/lib/channels/settle-promotion';
import type { TransferRoute, TransferStep } from '@/lib/channels/transfer';
import { explainSourceFailure } from '@/lib/channels/transfer-failure';
import type { StepRecord } from '@/lib/channels/transfer-jobs';
import type { ChannelAddress } from '@/lib/channels/promotion';
import type { RawManifest } from '@/lib/oci/manifest';
import type { Digest } from '@/lib/oci/names';
import { putReferrer } from '@/lib/oci/put-referrer';
import { readReferrer } from '@/lib/oci/referrer';
import type { CallOptions, Registry, UploadPlace } from '@/lib/oci/registry';

/** The step of one kind. */
type StepOf<Kind extends TransferStep['kind']> = Extract<TransferStep, { kind: Kind }>;

export interface CopyContext {
  /** a configured registry by its name, with Chartroom's login */
  source: (name: string) => Registry | undefined;
  /** the target's configured name */
  targetName: string;
  /** with the login that writes */
  target: Registry;
  /** Runs a task while nobody else here writes this tag. */
  alone: <Result>(tag: ChannelAddress, task: () => Promise<Result>) => Promise<Result>;
  /** Promotes the copied release to its channel. */
  promote: () => Promise<void>;
  signal: AbortSignal;
}

/** How a blob's upload is gone on with and followed. */
export interface BlobProgress {
  resume: () => Promise<UploadPlace | null>;
  onPlace: (place: UploadPlace) => Promise<void>;
  /** told how many of the blob's bytes have gone out */
  onBytes: (sent: number) => void;
}

/**
 * Does one step of a transfer, unless it is done: the target is always asked first. Doing it twice is harmless.
 * @returns how it ended
 * @throws AppError for what the source did not give, and `transfer_conflict` for a tag that means something else;
 *   RegistryError for what the target refused
 */
export async function copyStep(
  step: TransferStep,
  route: TransferRoute,
  context: CopyContext,
  progress: BlobProgress,
): Promise<StepRecord['how']> {
  switch (step.kind) {
    case 'blob':
      return copyBlob(step, route, context, progress);
    case 'manifest':
      return copyManifest(step, route, context);
    case 'referrer':
      return copyReferrer(step, route, context);
    case 'tag':
      return putTag(step, route, context);
    case 'check':
      return checkCopy(step, route, context);
    case 'channel':
      await context.promote();
      return 'put';
  }
}

async function copyBlob(
  { digest, size }: StepOf<'blob'>,
  { from, to }: TransferRoute,
  context: CopyContext,
  { resume, onPlace, onBytes }: BlobProgress,
): Promise<StepRecord['how']> {
  const { target, targetName } = context;
  const call = callOf(context);
  if (from.registry === targetName) {
    if ((await target.headBlob(to, digest, call)) !== null) return 'there';
    if (await target.mountBlob(to, digest, from.repository, call)) return 'mounted';
  }
  let read = false;
  const open = (offset: number): Promise<AsyncIterable<Uint8Array>> => {
    read = true;
    return fromSource(context, from.registry, (source) =>
      source.openBlob(from.repository, { digest, size }, offset, call),
    );
  };
  await target.putBlob(to, { digest, size }, open, { resume: await resume(), onPlace, onBytes }, call);
  return read ? 'sent' : 'there';
}

async function copyManifest(
  { digest }: StepOf<'manifest'>,
  route: TransferRoute,
  context: CopyContext,
): Promise<StepRecord['how']> {
  const { target, signal } = context;
  if ((await digestUnder(target, route.to, digest, signal)) !== null) return 'there';
  const manifest = await readManifest(digest, route, context);
  await target.putManifest(route.to, digest, manifest, callOf(context));
  return 'put';
}

// That a referrer is there does not say that it is listed, where the list is kept by hand.
async function copyReferrer(
  { digest }: StepOf<'referrer'>,
  route: TransferRoute,
  context: CopyContext,
): Promise<StepRecord['how']> {
  const { target, signal } = context;
  const manifest = await readManifest(digest, route, context);
  const subject = readReferrer(manifest)?.subject;
  if (subject !== undefined && (await digestUnder(target, route.to, digest, signal)) !== null) {
    const listed = await target.referrers(route.to, subject, callOf(context));
    if (listed.some((one) => one.digest === digest)) return 'there';
  }
  await putReferrer(target, route.to, manifest, callOf(context));
  return 'put';
}

async function putTag(
  { tag, digest, holds }: StepOf<'tag'>,
  route: TransferRoute,
  context: CopyContext,
): Promise<StepRecord['how']> {
  const { target, targetName, signal } = context;
  const manifest = await readManifest(digest, route, context);
  return context.alone({ registry: targetName, repository: route.to, channel: tag }, async () => {
    const before = await digestUnder(target, route.to, tag, signal);
    if (before === digest) return 'there';
    if (before !== null && holds === 'signature') return 'kept';
    if (before !== null) throw tagTaken(targetName, route.to, tag, before, digest);
    await target.putManifest(route.to, tag, manifest, callOf(context));
    const after = await digestUnder(target, route.to, tag, signal);
    if (after !== digest) throw tagTaken(targetName, route.to, tag, after, digest);
    return 'put';
  });
}

async function checkCopy(
  { digest, referrers }: StepOf<'check'>,
  { to }: TransferRoute,
  context: CopyContext,
): Promise<StepRecord['how']> {
  const { target, targetName, signal } = context;
  if ((await digestUnder(target, to, digest, signal)) === null)
    throw notThere(`${targetName} has no ${to}@${digest} after it was put there`);
  if (referrers.length === 0) return 'seen';
  const listed = new Set((await target.referrers(to, digest, callOf(context))).map((one) => one.digest));
  const missing = referrers.filter((one) => !listed.has(one));
  if (missing.length > 0) {
    throw notThere(
      `${targetName} lists ${referrers.length - missing.length} of ${referrers.length} referrers of ${to}@${digest} ` +
        `after all were put there; ${missing[0]} is missing`,
    );
  }
  return 'seen';
}

function readManifest(digest: Digest, { from }: TransferRoute, context: CopyContext): Promise<RawManifest> {
  return fromSource(context, from.registry, (source) =>
    source.getManifest(from.repository, digest, callOf(context)),
  );
}

/** Reads from a source, and says of a failure that it was there. */
async function fromSource<Result>(
  { source }: CopyContext,
  name: string,
  read: (registry: Registry) => Promise<Result>,
): Promise<Result> {
  const registry = source(name);
  if (registry === undefined) {
    throw new AppError(
      'registry_not_found',
      `The registry ${name} is not configured any more, so nothing can be read from it.`,
    );
  }
  try {
    return await read(registry);
  } catch (error) {
    throw explainSourceFailure(error, name);
  }
}

function callOf({ signal }: CopyContext): CallOptions {
  return { signal, priority: 'interactive' };
}

function tagTaken(
  registry: string,
  repository: string,
  tag: string,
  is: Digest | null,
  digest: Digest,
): AppError {
  const conflict = { repository, tag, digest, targetDigest: is };
  return new AppError(
    'transfer_conflict',
    `${registry}/${repository}:${tag} ${is === null ? 'is gone right after it was put' : `means ${is} by now`}, not ` +
      `${digest}. Somebody else writes there; the tag was left as it is.`,
    { details: { conflicts: [conflict] } },
  );
}

function notThere(what: string): AppError {
  return new AppError(
    'registry_unavailable',
    `${what}. No tag was put. Go on with the transfer to try once more.`,
  );
}
