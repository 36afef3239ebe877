import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { AppError } from '@/lib/errors';
import type { IndexManifest } from '@/lib/search/index-manifest';
import { encodeSegment, SEGMENT_PARTS, type SegmentPart, type SegmentRows } from '@/lib/search/segment';
import { describeText, type SegmentContent } from '@/lib/search/segment-content';
import { diffSegment, encodeDelta } from '@/lib/search/segment-delta';

/** States of a segment from which a delta can still be had, the newest among them. */
const KEPT = 8;

/** Instead of a hash where a delta begins. */
const WHOLE = '';

/** While a registry is being read, its segments are made anew at most this often, in milliseconds… */
const PAUSE = 250;
/** …and no more than one part in so many of the time goes into them. */
const EFFORT = 10;

/** The rows of every part of a registry, each by repository. */
type RowSets = { readonly [Part in SegmentPart]: readonly SegmentRows[Part][] };

/** What segments are made from. */
export interface IndexSource {
  /** in the order of the configuration */
  registries(): readonly { name: string }[];
  /** another mark whenever the rows may differ; not settled while they keep changing */
  indexState(registry: string): { mark: number; settled: boolean };
  /** rows of what did not change are the same objects each time */
  indexRows(registry: string): Promise<RowSets>;
}

export interface IndexSegmentsOptions {
  /** what a browser is to show for an icon; by default the icon as it is */
  showIcon?: (icon: string) => string;
  /** milliseconds, for the pause between two states */
  now?: () => number;
}

interface SegmentState<Part extends SegmentPart> {
  hash: string;
  rows: readonly SegmentRows[Part][];
}

interface Segment<Part extends SegmentPart> {
  /** the newest first */
  states: readonly SegmentState<Part>[];
  /** of the newest state, and of what leads to it, by the hash where that begins */
  contents: Map<string, SegmentContent>;
}

interface RegistrySegments {
  mark: number;
  madeAt: number;
  /** milliseconds it took to make them */
  effort: number;
  parts: { readonly [Part in SegmentPart]: Segment<Part> };
}

/** What browsers search, kept as the texts they fetch. Each is made when it is asked for and something has changed. */
export class IndexSegments {
  readonly #source: IndexSource;
  readonly #showIcon: ((icon: string) => string) | undefined;
  readonly #now: () => number;
  readonly #shownIcons = new WeakMap<SegmentRows['icons'], SegmentRows['icons']>();
  readonly #registries = new Map<string, RegistrySegments>();
  readonly #updates = new Map<string, Promise<RegistrySegments>>();

  constructor(source: IndexSource, { showIcon, now = Date.now }: IndexSegmentsOptions = {}) {
    this.#source = source;
    this.#showIcon = showIcon;
    this.#now = now;
  }

  /** The newest segments, in the order of the configuration; every registry has every part. */
  async list(): Promise<IndexManifest['segments']> {
    const names: IndexManifest['segments'] = [];
    for (const { name: registry } of this.#source.registries()) {
      const { parts } = await this.#update(registry);
      for (const part of SEGMENT_PARTS) {
        const [state] = parts[part].states;
        if (state !== undefined) names.push({ registry, part, hash: state.hash, rows: state.rows.length });
      }
    }
    return names;
  }

  /**
   * A segment, or with `from` what leads to it from there.
   * @throws AppError `segment_not_found` when either is not among the last states; the whole of the newest can be had
   */
  async find<Part extends SegmentPart>(
    registry: string,
    part: Part,
    hash: string,
    from?: string,
  ): Promise<SegmentContent> {
    if (!this.#source.registries().some(({ name }) => name === registry)) throw notFound();
    let segment: Segment<Part> | undefined = this.#registries.get(registry)?.parts[part];
    if (segment?.states.some((state) => state.hash === hash) !== true) {
      segment = (await this.#update(registry)).parts[part];
    }
    const to = segment.states.find((state) => state.hash === hash);
    const start = from === undefined ? undefined : segment.states.find((state) => state.hash === from);
    if (to === undefined || (from !== undefined && start === undefined)) throw notFound();
    if (to !== segment.states[0]) return contentOf(part, to, start);
    const known = segment.contents.get(from ?? WHOLE);
    if (known !== undefined) return known;
    const content = contentOf(part, to, start);
    segment.contents.set(from ?? WHOLE, content);
    return content;
  }

  async #update(registry: string): Promise<RegistrySegments> {
    const known = this.#registries.get(registry);
    const { mark, settled } = this.#source.indexState(registry);
    if (known !== undefined && (known.mark === mark || (!settled && this.#isEarly(known)))) return known;
    const running = this.#updates.get(registry);
    if (running !== undefined) {
      await running;
      return this.#update(registry); // it may have begun before the last change
    }
    const update = this.#make(registry, mark, known).finally(() => this.#updates.delete(registry));
    this.#updates.set(registry, update);
    return update;
  }

  #isEarly({ madeAt, effort }: RegistrySegments): boolean {
    const age = this.#now() - madeAt;
    return age >= 0 && age < Math.max(PAUSE, effort * EFFORT);
  }

  async #make(
    registry: string,
    mark: number,
    known: RegistrySegments | undefined,
  ): Promise<RegistrySegments> {
    const began = this.#now();
    const rows = await this.#readRows(registry);
    const next = async <Part extends SegmentPart>(part: Part): Promise<Segment<Part>> => {
      await breathe(); // each takes a while
      return nextSegment(part, rows[part], known?.parts[part] ?? { states: [], contents: new Map() });
    };
    const parts = {
      charts: await next('charts'),
      icons: await next('icons'),
      images: await next('images'),
      versions: await next('versions'),
    };
    const madeAt = this.#now();
    const made = { mark, madeAt, effort: madeAt - began, parts };
    this.#registries.set(registry, made);
    return made;
  }

  async #readRows(registry: string): Promise<RowSets> {
    const rows = await this.#source.indexRows(registry);
    const show = this.#showIcon;
    if (show === undefined) return rows;
    const icons: SegmentRows['icons'][] = [];
    for (const row of rows.icons) {
      let shown = this.#shownIcons.get(row);
      if (shown === undefined) {
        shown = { repository: row.repository, icon: show(row.icon) };
        this.#shownIcons.set(row, shown);
        if (icons.length % 500 === 0) await breathe();
      }
      icons.push(shown);
    }
    return { ...rows, icons };
  }
}

/** The segment with its newest rows. It is the same object when they are the same. */
function nextSegment<Part extends SegmentPart>(
  part: Part,
  rows: readonly SegmentRows[Part][],
  segment: Segment<Part>,
): Segment<Part> {
  const [before] = segment.states;
  if (before?.rows.length === rows.length && rows.every((row, index) => row === before.rows[index])) {
    return segment;
  }
  const text = encodeSegment(part, rows);
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  if (before?.hash === hash) return segment;
  const older = segment.states.filter((state) => state.hash !== hash); // it may be as it was before
  return {
    states: [{ hash, rows }, ...older].slice(0, KEPT),
    contents: new Map([[WHOLE, describeText(text, 'whole')]]),
  };
}

function contentOf<Part extends SegmentPart>(
  part: Part,
  to: SegmentState<Part>,
  from: SegmentState<Part> | undefined,
): SegmentContent {
  if (from === undefined) return describeText(encodeSegment(part, to.rows), 'whole');
  const changes = diffSegment(from.rows, to.rows);
  return describeText(encodeDelta(part, { from: from.hash, to: to.hash, ...changes }), 'delta');
}

function notFound(): AppError {
  return new AppError(
    'segment_not_found',
    'This state of the search index is not kept. GET /api/v1/search-index names the newest.',
  );
}
