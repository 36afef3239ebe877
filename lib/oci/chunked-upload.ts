import { parseUploadRange } from '@/lib/oci/content-range';
import type { Answer } from '@/lib/oci/exchange';
import type { Digest } from '@/lib/oci/names';
import type { BlobUpload, CallOptions } from '@/lib/oci/registry';
import type { RegistryError } from '@/lib/oci/registry-error';
import type { Session } from '@/lib/oci/session';
import { isTransient } from '@/lib/oci/transport-error';
import type { OpenUpload, UploadCalls } from '@/lib/oci/upload-calls';
import { isDigestRefused, isEnded } from '@/lib/oci/upload-answer';
import type { UploadSource } from '@/lib/oci/upload-source';

/** How often an upload may turn out not to be further than it was, or lost, whatever the registry says of it. */
const MAX_DETOURS = 20;

/** How large a part one registry takes, as found out so far. */
export class PartSize {
  private readonly sizes: readonly number[];
  private index = 0;

  /** @param sizes to try, in bytes, largest first; at least one */
  constructor(sizes: readonly number[]) {
    this.sizes = sizes;
  }

  /** bytes */
  get bytes(): number {
    return this.sizes[this.index] ?? 1;
  }

  /** Notes that a part was too large. Gives whether there is a smaller size that is not below `least`. */
  shrink(least: number): boolean {
    const next = this.sizes[this.index + 1];
    if (next === undefined || next < least) return false;
    this.index += 1;
    return true;
  }
}

export interface ChunkedUploadContext {
  session: Session;
  calls: UploadCalls;
  blob: { digest: Digest; size: number };
  source: UploadSource;
  upload: BlobUpload;
  partSize: PartSize;
  /** whether the registry has the blob */
  isThere: () => Promise<boolean>;
  options: CallOptions;
}

/** What one call came to; an upload that is undefined is lost. */
type Step =
  | { kind: 'taken'; upload: OpenUpload }
  | { kind: 'moved'; upload: OpenUpload | undefined }
  | { kind: 'failed'; error: RegistryError }
  | { kind: 'done' }
  | { kind: 'refused' };

/**
 * Sends one blob in parts. A part that fails is asked about and gone on with where the registry says; an upload the
 * registry has lost is begun anew. Given up after as many failures as one call is given tries with no byte gained.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-in-chunks
 */
export class ChunkedUpload {
  private readonly context: ChunkedUploadContext;
  private current: OpenUpload | undefined;
  private reached = 0;
  private failures = 0;
  private detours = 0;

  constructor(context: ChunkedUploadContext) {
    this.context = context;
  }

  /**
   * Sends what is not there yet.
   * @returns `refused` when the registry takes no parts, or made something else of them, and `lost` when it did not keep
   * them: the whole may be tried
   * @throws RegistryError; the upload can be gone on with later where the failure is one of the line or the moment
   */
  async send(): Promise<'done' | 'refused' | 'lost'> {
    const { calls, upload, blob } = this.context;
    if (upload.resume !== null) await this.moveTo(await calls.resume(upload.resume.location));
    while (this.detours <= MAX_DETOURS) {
      this.current ??= await calls.begin();
      const open = this.current;
      const step = open.offset < blob.size ? await this.append(open) : await this.finish(open);
      if (step.kind === 'done' || step.kind === 'refused') return step.kind;
      if (step.kind === 'taken') await this.moveTo(step.upload);
      else if (step.kind === 'moved') await this.detour(step.upload);
      else await this.recover(open, step.error);
    }
    return 'lost';
  }

  /** Gives the upload up, where one is open. */
  async cancel(): Promise<void> {
    if (this.current !== undefined) await this.context.calls.cancel(this.current);
  }

  private async append(open: OpenUpload): Promise<Step> {
    const { calls, source, blob, partSize } = this.context;
    const { offset, leastPart } = open;
    const end = Math.min(blob.size, offset + Math.max(partSize.bytes, leastPart));
    const part = { length: end - offset, open: () => source.read(offset, end) };
    const answer = await this.attempt(() => calls.append(open, part));
    if ('kind' in answer) return answer;
    if (answer.status >= 200 && answer.status < 300) {
      const said = parseUploadRange(answer.headers.range);
      // ECR names the end of an earlier part: https://github.com/aws/containers-roadmap/issues/2831
      const taken = said !== undefined && said > offset && said < end ? said : end;
      const location = calls.next(answer, open.location);
      return { kind: 'taken', upload: { location, offset: taken, leastPart } };
    }
    return this.afterRefusal(open, answer, (now) => {
      const tooLarge = answer.status === 413 || answer.status === 416;
      if (tooLarge && partSize.shrink(leastPart)) return { kind: 'moved', upload: now };
      return { kind: 'refused' };
    });
  }

  private async finish(open: OpenUpload): Promise<Step> {
    const { session, calls, source, blob } = this.context;
    const answer = await this.attempt(() => calls.finish(open, blob.digest));
    if ('kind' in answer) return (await this.context.isThere()) ? { kind: 'done' } : answer;
    if (isEnded(answer, blob.digest)) return { kind: 'done' };
    // What another process sent may be wrong; what was hashed here is not.
    if (isDigestRefused(session.error(answer)))
      return source.hasSeenAll ? { kind: 'refused' } : { kind: 'moved', upload: undefined };
    return this.afterRefusal(open, answer, () => ({ kind: 'refused' }));
  }

  /** Makes a call; failures of the line and of the registry's health are ones to recover from. */
  private async attempt(call: () => Promise<Answer>): Promise<Answer | (Step & { kind: 'failed' })> {
    const { session, source } = this.context;
    let answer: Answer;
    try {
      answer = await call();
    } catch (error) {
      if (source.failure !== undefined) throw source.failure;
      if (!isTransient(error)) throw error;
      return { kind: 'failed', error };
    }
    if (answer.status >= 300 && source.failure !== undefined) throw source.failure;
    if (answer.status === 408 || (answer.status >= 500 && answer.status !== 501))
      return { kind: 'failed', error: session.error(answer) };
    return answer;
  }

  /** @param stuck decides where the registry stands where it stood: is asked with the upload, if it is still there */
  private async afterRefusal(
    open: OpenUpload,
    answer: Answer,
    stuck: (now: OpenUpload | undefined) => Step,
  ): Promise<Step> {
    const { session, calls } = this.context;
    switch (answer.status) {
      case 404:
      case 410:
        return { kind: 'moved', upload: undefined };
      // What was sent before is still being taken, from a line that broke.
      case 409:
        return { kind: 'failed', error: session.error(answer) };
      case 405:
      case 501:
        return { kind: 'refused' };
      case 400:
      case 411:
      case 413:
      case 416:
      case 422: {
        const now = await calls.ask(open);
        const moved = now === undefined ? open.offset > 0 : now.offset !== open.offset;
        return moved ? { kind: 'moved', upload: now } : stuck(now);
      }
      default:
        throw session.error(answer);
    }
  }

  private async detour(upload: OpenUpload | undefined): Promise<void> {
    this.detours += 1;
    await this.context.session.backOff(this.detours, this.context.options);
    await this.moveTo(upload);
  }

  private async recover(open: OpenUpload, error: RegistryError): Promise<void> {
    const { session, calls, options } = this.context;
    this.failures += 1;
    if (this.failures >= session.tries) throw error;
    await session.backOff(this.failures, options);
    const now = await calls.ask(open);
    if (now === undefined) this.detours += 1;
    await this.moveTo(now);
  }

  private async moveTo(upload: OpenUpload | undefined): Promise<void> {
    const usable = upload !== undefined && upload.offset <= this.context.blob.size ? upload : undefined;
    this.current = usable;
    if (usable === undefined) return;
    if (usable.offset > this.reached) {
      this.reached = usable.offset;
      this.failures = 0;
    }
    await this.context.upload.onPlace({ location: usable.location.href, offset: usable.offset });
  }
}
