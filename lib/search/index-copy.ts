import { IndexManifest, segmentPath } from '@/lib/search/index-manifest';
import type { IndexKeep } from '@/lib/search/index-keep';
import {
  decodeSegment,
  encodeSegment,
  SEGMENT_PARTS,
  type SegmentPart,
  type SegmentRows,
} from '@/lib/search/segment';
import { applyDelta, decodeDelta } from '@/lib/search/segment-delta';

type SegmentName = IndexManifest['segments'][number];

interface HeldSegment<Part extends SegmentPart> {
  hash: string;
  rows: readonly SegmentRows[Part][];
}

type Held = { [Part in SegmentPart]: Map<string, HeldSegment<Part>> };

export interface IndexCopyOptions {
  /** absolute address of the manifest */
  url: string;
  keep: IndexKeep;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** takes a failure to keep something: searching goes on without */
  report: (error: unknown) => void;
}

/** A copy of the index that follows the server's: by what changed where it can, as a whole where it must. */
export class IndexCopy {
  readonly #options: IndexCopyOptions;
  readonly #held: Held = { charts: new Map(), icons: new Map(), images: new Map(), versions: new Map() };
  /** the text of the manifest, and what tells it from the server's */
  #manifest: { value: IndexManifest; etag: string | null } | undefined;

  /** the text of the manifest that was kept last */
  #kept: string | undefined;
  /** what was fetched since, with its text as it is to be kept: to write one anew takes a while */
  readonly #unkept = new Map<string, { hash: string; write: () => string }>();

  constructor(options: IndexCopyOptions) {
    this.#options = options;
  }

  /** Takes up what was kept. What can't be read counts as not kept. */
  async restore(): Promise<void> {
    const { keep, report } = this.#options;
    try {
      const kept = await keep.read();
      if (kept === undefined) return;
      const manifest = IndexManifest.parse(JSON.parse(kept.manifest));
      for (const { registry, part } of manifest.segments) {
        const segment = kept.segments.find(({ name }) => name === nameOf(registry, part));
        if (segment !== undefined)
          this.#hold(registry, part, segment.hash, decodeSegment(part, registry, segment.text));
      }
      this.#manifest = { value: manifest, etag: null };
    } catch (error) {
      for (const part of Object.values(this.#held)) part.clear();
      this.#manifest = undefined;
      report(error);
    }
  }

  /** Registries of which not everything is known. */
  get incomplete(): string[] {
    return this.#manifest?.value.incomplete ?? [];
  }

  /** Another text whenever rows of one of these parts are others; null before there is a manifest. */
  revision(parts: readonly SegmentPart[]): string | null {
    if (this.#manifest === undefined) return null;
    return this.#manifest.value.segments
      .filter(({ part }) => parts.includes(part))
      .map(({ registry, part }) => `${registry} ${this.#held[part].get(registry)?.hash ?? ''}`)
      .join(' ');
  }

  /** The registries, in the order of the configuration. */
  registries(): string[] {
    return [...new Set(this.#manifest?.value.segments.map(({ registry }) => registry))];
  }

  /** The rows of a registry's part as far as they are here. */
  rows<Part extends SegmentPart>(registry: string, part: Part): readonly SegmentRows[Part][] {
    const held: Held[Part] = this.#held[part];
    return (held.get(registry) as HeldSegment<Part> | undefined)?.rows ?? [];
  }

  /**
   * Fetches the manifest, and of these parts what changed.
   * @throws Error when the server can't be reached or its answer read; what was here before stays
   */
  async update(parts: readonly SegmentPart[]): Promise<void> {
    await this.#fetchManifest();
    await this.complete(parts);
  }

  /**
   * Fetches what the manifest names of these parts and is not here.
   * @throws like `update`
   */
  async complete(parts: readonly SegmentPart[]): Promise<void> {
    const manifest = this.#manifest;
    if (manifest === undefined) throw new Error('There is no search index yet.');
    const missing = manifest.value.segments.filter(
      ({ registry, part, hash }) => parts.includes(part) && this.#held[part].get(registry)?.hash !== hash,
    );
    await Promise.all(missing.map((segment) => this.#fetchSegment(segment)));
    this.#dropUnnamed(manifest.value);
  }

  /**
   * Has the browser keep what was fetched, and forget what is gone from the server. It takes a while: when nobody waits.
   * What can't be kept is fetched again next time.
   */
  async keepFetched(): Promise<void> {
    const manifest = this.#manifest?.value;
    if (manifest === undefined) return;
    const text = JSON.stringify(manifest);
    const segments = [...this.#unkept].map(([name, { hash, write }]) => ({ name, hash, text: write() }));
    if (segments.length === 0 && text === this.#kept) return;
    this.#unkept.clear();
    this.#kept = text;
    const names = manifest.segments.map(({ registry, part }) => nameOf(registry, part));
    await this.#options.keep.write(text, segments, names).catch(this.#options.report);
  }

  #dropUnnamed({ segments }: IndexManifest): void {
    for (const part of SEGMENT_PARTS) {
      for (const registry of this.#held[part].keys())
        if (!segments.some((one) => one.part === part && one.registry === registry))
          this.#held[part].delete(registry);
    }
  }

  async #fetchManifest(): Promise<void> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (typeof this.#manifest?.etag === 'string') headers['if-none-match'] = this.#manifest.etag;
    const { url } = this.#options;
    const response = await this.#options.fetch(url, { headers, cache: 'no-store' });
    if (response.status === 304 && this.#manifest !== undefined) return;
    if (!response.ok)
      throw new Error(`The search index could not be fetched: ${url} answered ${response.status}.`);
    this.#manifest = {
      value: IndexManifest.parse(await response.json()),
      etag: response.headers.get('etag'),
    };
  }

  /** Fetches a segment: what changed since the state that is here, or the whole where that can't be had. */
  async #fetchSegment(segment: SegmentName): Promise<void> {
    const { registry, part, hash } = segment;
    const name = nameOf(registry, part);
    const held = this.#held[part].get(registry);
    if (held !== undefined) {
      const delta = await this.#fetchText(segment, `?from=${encodeURIComponent(held.hash)}`);
      if (delta !== undefined) {
        const { rows } = this.#applyText(registry, part, delta, hash);
        this.#unkept.set(name, { hash, write: () => encodeSegment(part, rows) });
        return;
      }
    }
    const text = await this.#fetchText(segment, '');
    if (text === undefined) throw new Error('The search index changed while it was fetched.');
    this.#hold(registry, part, hash, decodeSegment(part, registry, text));
    this.#unkept.set(name, { hash, write: () => text });
  }

  #applyText<Part extends SegmentPart>(
    registry: string,
    part: Part,
    text: string,
    hash: string,
  ): HeldSegment<Part> {
    const rows = applyDelta(this.rows(registry, part), decodeDelta(part, registry, text));
    return this.#hold(registry, part, hash, rows);
  }

  #hold<Part extends SegmentPart>(
    registry: string,
    part: Part,
    hash: string,
    rows: readonly SegmentRows[Part][],
  ): HeldSegment<Part> {
    const segment: HeldSegment<Part> = { hash, rows };
    const held: Map<string, HeldSegment<Part>> = this.#held[part] as Map<string, HeldSegment<Part>>;
    held.set(registry, segment);
    return segment;
  }

  /** The text of a segment or a change of one; undefined when the server has no such state. */
  async #fetchText(segment: SegmentName, query: string): Promise<string | undefined> {
    const url = `${this.#options.url}/${segmentPath(segment)}${query}`;
    const response = await this.#options.fetch(url, { headers: { accept: 'application/json' } });
    if (response.status === 404) return undefined;
    if (!response.ok)
      throw new Error(`The search index could not be fetched: ${url} answered ${response.status}.`);
    return response.text();
  }
}

function nameOf(registry: string, part: SegmentPart): string {
  return `${registry}/${part}`;
}
