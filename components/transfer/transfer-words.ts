import type {
  EndedStep,
  Transfer,
  TransferImage,
  TransferProgress,
  TransferStage,
  TransferStep,
  TransferSummary,
} from '@/lib/api/schema/transfer';
import { sizeWords } from '@/components/ui/size-words';

/** What a transfer's state is called. */
export function stateWords(state: TransferSummary['state']): string {
  const words = {
    queued: 'waits for its turn',
    running: 'under way',
    waiting: 'waits for a login',
    failed: 'stopped',
    canceled: 'canceled',
    done: 'done',
  } as const;
  return words[state];
}

/** What happens in a stage. */
export function stageWords(stage: TransferStage): string {
  const words = {
    blobs: 'Copy blobs',
    children: 'Put the manifests of single platforms',
    roots: 'Put chart and images by digest',
    referrers: 'Put what refers to them',
    signatures: 'Put signature tags',
    check: 'Look whether all is there',
    'image-tags': 'Tag the images',
    version: 'Tag the version',
    channel: 'Promote to the channel',
  } as const;
  return words[stage];
}

/** What a step is about: "blob", "manifest", "tag 1.2.1". */
export function stepWords({ kind, tag }: Pick<TransferStep, 'kind' | 'tag'>): string {
  switch (kind) {
    case 'tag':
      return `tag ${tag}`;
    case 'channel':
      return `channel ${tag}`;
    case 'check':
      return 'look at';
    default:
      return kind;
  }
}

/** How a step ended. */
export function outcomeWords(how: EndedStep['how']): string {
  const words = {
    there: 'was there',
    sent: 'sent',
    mounted: 'taken from another repository',
    put: 'put',
    kept: 'left: other signatures are there',
    seen: 'is there',
  } as const;
  return words[how];
}

/** What becomes of an image. */
export function imageWords({ outcome, registry, tagTaken }: TransferImage): string {
  switch (outcome) {
    case 'copied':
      return tagTaken
        ? `copied from ${registry} by digest; its tag means something else in the target, and stays so`
        : `copied from ${registry}`;
    case 'left':
      return `not copied: it is in ${registry}, and images were not asked for`;
    case 'in-target':
      return 'not copied: the chart takes it from the target registry already';
    case 'not-configured':
      return 'not copied: its registry is not configured';
    case 'absent':
      return `not copied: ${registry} does not have it`;
    case 'unreadable':
      return 'not copied: the chart names it in a way that can’t be read';
  }
}

/** How far a transfer is: "12 of 40 steps, 3.1 of 12 MiB". */
export function progressWords({ items, bytes }: Pick<TransferProgress, 'items' | 'bytes'>): string {
  return `${items.done} of ${items.total} steps, ${sizeWords(bytes.done)} of ${sizeWords(bytes.total)}`;
}

/** How long it will take: "about 2 min left"; null where nothing is known. */
export function timeLeftWords(seconds: number | null): string | null {
  if (seconds === null) return null;
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 60) return `about ${Math.ceil(seconds / 5) * 5} s left`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min left`;
  const hours = seconds / 3600;
  return `about ${hours.toLocaleString('en', { maximumFractionDigits: hours < 10 ? 1 : 0 })} h left`;
}

/** What happened to a transfer as a whole. */
export function eventWords({ kind, actor }: Transfer['events'][number]): string {
  const by = actor === null ? '' : ` by ${actor}`;
  const words = {
    begun: `begun${by}`,
    resumed: `gone on with${by}`,
    interrupted: 'gone on with after the process had ended',
    waiting: 'stopped for want of a login',
    failed: 'stopped by a failure',
    canceled: `canceled${by}`,
    done: 'done',
  } as const;
  return words[kind];
}

/** The target of a transfer: "production/platform/app". */
export function placeWords({ registry, repository }: { registry: string; repository: string }): string {
  return `${registry}/${repository}`;
}
