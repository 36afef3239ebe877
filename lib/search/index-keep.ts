/** A segment as it is kept: which state of which part, and its text. */
export interface KeptSegment {
  /** `<registry>/<part>` */
  name: string;
  hash: string;
  text: string;
}

/** Where a browser keeps its copy of the index, so that it can search before the server answers. */
export interface IndexKeep {
  /** The text of the manifest that was kept last, and the segments that were kept with it. */
  read(): Promise<{ manifest: string; segments: KeptSegment[] } | undefined>;
  /** Keeps segments that changed, and the manifest; forgets those that `names` does not hold. */
  write(manifest: string, segments: readonly KeptSegment[], names: readonly string[]): Promise<void>;
}

/** Where nothing can be kept: a private window, an old browser. */
export const NO_KEEP: IndexKeep = {
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(),
};
