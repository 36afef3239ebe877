import { AppError } from '@/lib/errors';
import type {
  TransferPlan,
  TransferRoute,
  TransferStage,
  TransferStep,
  TransferWave,
} from '@/lib/channels/transfer';
import type { PartManifest, TransferPart } from '@/lib/channels/transfer-part';
import type { Digest } from '@/lib/oci/names';

/** Steps of one transfer at most. */
const MAX_STEPS = 10_000;
/** Bytes of one transfer at most: 1 TiB. */
const MAX_BYTES = 1024 ** 4;

/**
 * Puts the copying of charts and images in order: blobs, then manifests from the leaves to the roots, what refers to
 * them, cosign's tags, a look whether all is there, then the tags: images first, the version, the channel last. Who
 * reads by tag sees everything or nothing. What several parts share is copied once a repository.
 *
 * @param parts each manifest they name is among their manifests
 * @param channel the tag to promote the chart to; null for none
 * @throws AppError `transfer_too_large` past 10,000 steps or 1 TiB; `invalid_chart` where manifests contradict each
 *   other: they contain one another, name a blob with two sizes, or a manifest that is not there
 */
export function planTransfer(parts: readonly TransferPart[], channel: string | null): TransferPlan {
  const routes = new Routes();
  const trees = parts.map(splitTree);
  const once = new Set<string>();
  const putLevels = (stage: TransferStage, levels: PartManifest[][][]): TransferWave[] =>
    longest(levels).map((level) => ({
      stage,
      steps: parts.flatMap((part, index) =>
        (levels[index]?.[level] ?? [])
          .filter(({ digest }) => isFirst(once, `${part.to}@${digest}`))
          .map((manifest) => putStep(manifest, routes.of(part))),
      ),
    }));
  const tagAll = (stage: TransferStage, tag: (part: TransferPart, route: number) => TransferStep[]) => ({
    stage,
    steps: parts.flatMap((part) => tag(part, routes.of(part))),
  });
  const waves: TransferWave[] = [
    { stage: 'blobs', steps: blobSteps(parts, routes) },
    ...putLevels(
      'children',
      trees.map(({ children }) => inLevels(children)),
    ),
    ...putLevels(
      'roots',
      trees.map(({ root }) => [[root]]),
    ),
    ...putLevels(
      'referrers',
      trees.map(({ rest }) => inLevels(rest)),
    ),
    tagAll('signatures', signatureSteps),
    tagAll('check', checkSteps),
    tagAll('image-tags', (part, route) => (part.kind === 'image' ? tagSteps(part, 'image', route) : [])),
    tagAll('version', (part, route) => (part.kind === 'chart' ? tagSteps(part, 'version', route) : [])),
    tagAll('channel', (part, route) => (part.kind === 'chart' ? channelSteps(part, channel, route) : [])),
  ];
  const plan = { routes: routes.list, waves: waves.filter(({ steps }) => steps.length > 0) };
  checkSize(plan);
  return plan;
}

/** A plan's steps in their order, with the numbers they are known by. */
export function stepsOf({
  waves,
}: TransferPlan): { step: TransferStep; stage: TransferStage; number: number }[] {
  return waves
    .flatMap(({ stage, steps }) => steps.map((step) => ({ step, stage })))
    .map((one, number) => ({ ...one, number }));
}

/** How many bytes a step copies. */
export function bytesOf(step: TransferStep): number {
  return 'size' in step ? step.size : 0;
}

class Routes {
  readonly list: TransferRoute[] = [];

  of({ from, to }: TransferPart): number {
    const known = this.list.findIndex(
      (route) =>
        route.to === to && route.from.registry === from.registry && route.from.repository === from.repository,
    );
    return known < 0 ? this.list.push({ from, to }) - 1 : known;
  }
}

function isFirst(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

/** The numbers of the levels of the deepest. */
function longest(levels: readonly unknown[][]): number[] {
  return [...Array(Math.max(0, ...levels.map(({ length }) => length))).keys()];
}

function blobSteps(parts: readonly TransferPart[], routes: Routes): TransferStep[] {
  const sizes = new Map<string, number>();
  const steps: TransferStep[] = [];
  for (const part of parts) {
    for (const { digest, size } of part.manifests.flatMap(({ blobs }) => blobs)) {
      const key = `${part.to} ${digest}`;
      const known = sizes.get(key);
      if (known === undefined) steps.push({ kind: 'blob', route: routes.of(part), digest, size });
      else if (known !== size)
        throw contradiction(part, `they name the blob ${digest} with ${known} bytes and with ${size}`);
      sizes.set(key, size);
    }
  }
  return steps;
}

function putStep({ digest, size, subject }: PartManifest, route: number): TransferStep {
  return { kind: subject === null ? 'manifest' : 'referrer', route, digest, size };
}

/** The root, what it contains, and everything else: what refers to either. */
function splitTree(part: TransferPart): {
  root: PartManifest;
  children: PartManifest[];
  rest: PartManifest[];
} {
  const byDigest = new Map(part.manifests.map((manifest) => [manifest.digest, manifest]));
  const inTree = new Map<Digest, PartManifest>();
  const enter = [part.root];
  for (let digest = enter.pop(); digest !== undefined; digest = enter.pop()) {
    if (inTree.has(digest)) continue;
    const manifest = byDigest.get(digest);
    if (manifest === undefined) throw contradiction(part, `${digest} is named and not there`);
    inTree.set(digest, manifest);
    enter.push(...manifest.children);
  }
  const root = inTree.get(part.root);
  if (root === undefined) throw contradiction(part, `${part.root} is not there`);
  return {
    root,
    children: part.manifests.filter(({ digest }) => inTree.has(digest) && digest !== part.root),
    rest: part.manifests.filter(({ digest }) => !inTree.has(digest)),
  };
}

/** Those that need no other one, then those that need only these, and so on. */
function inLevels(manifests: readonly PartManifest[]): PartManifest[][] {
  const open = new Map(manifests.map((manifest) => [manifest.digest, manifest]));
  const levels: PartManifest[][] = [];
  while (open.size > 0) {
    const level = [...open.values()].filter(({ children, subject }) =>
      [...children, ...(subject === null ? [] : [subject])].every((digest) => !open.has(digest)),
    );
    if (level.length === 0) {
      const digests = [...open.keys()].slice(0, 3).join(', ');
      throw new AppError(
        'invalid_chart',
        `Manifests of the source contain one another: ${digests}. Nothing is copied.`,
      );
    }
    for (const { digest } of level) open.delete(digest);
    levels.push(level);
  }
  return levels;
}

function signatureSteps({ signatures }: TransferPart, route: number): TransferStep[] {
  return signatures.map(({ tag, digest }) => ({ kind: 'tag', route, tag, digest, holds: 'signature' }));
}

function checkSteps({ root, manifests }: TransferPart, route: number): TransferStep[] {
  const here = new Set(manifests.map(({ digest }) => digest));
  const referrers = new Map<Digest, Digest[]>([[root, []]]);
  for (const { digest, subject } of manifests) {
    if (subject !== null && here.has(subject))
      referrers.set(subject, [...(referrers.get(subject) ?? []), digest]);
  }
  return [...referrers].map(([digest, found]) => ({ kind: 'check', route, digest, referrers: found }));
}

function tagSteps({ tag, root }: TransferPart, holds: 'image' | 'version', route: number): TransferStep[] {
  return tag === null ? [] : [{ kind: 'tag', route, tag, digest: root, holds }];
}

function channelSteps({ root }: TransferPart, channel: string | null, route: number): TransferStep[] {
  return channel === null ? [] : [{ kind: 'channel', route, digest: root, tag: channel }];
}

function checkSize(plan: TransferPlan): void {
  const steps = stepsOf(plan);
  const bytes = steps.reduce((sum, { step }) => sum + bytesOf(step), 0);
  if (steps.length > MAX_STEPS || bytes > MAX_BYTES) {
    throw new AppError(
      'transfer_too_large',
      `Copying this takes ${steps.length} steps and ${bytes} bytes; Chartroom copies at most ${MAX_STEPS} steps and ` +
        '1 TiB at a time. Copy it without its images, or with a tool such as oras.',
      { details: { steps: steps.length, bytes } },
    );
  }
}

function contradiction({ from }: TransferPart, what: string): AppError {
  return new AppError(
    'invalid_chart',
    `The manifests of ${from.registry}/${from.repository} contradict each other: ${what}. Nothing is copied.`,
  );
}
