import { compareVersions, withoutV } from '@/lib/helm/chart-tag';
import type { Digest } from '@/lib/oci/names';

/** What is known of a version tag. */
export interface VersionFacts {
  tag: string;
  version: string;
  /** null when it was not read */
  digest: Digest | null;
  prerelease: boolean;
}

/** A chart's versions in their order, prepared for being asked often: no call parses more than a few of them. */
export class VersionOrder {
  /** newest first */
  readonly versions: readonly VersionFacts[];
  readonly #digests = new Set<Digest>();
  /** places by version, also without its `v` */
  readonly #places = new Map<string, number>();
  readonly #unread: boolean;

  /** @param versions newest first, by SemVer */
  constructor(versions: readonly VersionFacts[]) {
    this.versions = versions;
    for (const [place, { version, digest }] of versions.entries()) {
      if (digest !== null) this.#digests.add(digest);
      const bare = withoutV(version);
      if (!this.#places.has(bare)) this.#places.set(bare, place);
    }
    for (const [place, { version }] of versions.entries()) this.#places.set(version, place);
    this.#unread = versions.some(({ digest }) => digest === null);
  }

  /** Whether some version tag was not read, so that nothing follows from what is not found. */
  get hasUnread(): boolean {
    return this.#unread;
  }

  /** Whether a version tag points at the digest. */
  holds(digest: Digest): boolean {
    return this.#digests.has(digest);
  }

  /** The version tag of a version, with or without a leading `v`. */
  find(version: string): VersionFacts | undefined {
    const place = this.#places.get(version) ?? this.#places.get(withoutV(version));
    return place === undefined ? undefined : this.versions[place];
  }

  /** How many versions are newer than this one, which need not be among them. */
  countNewer(version: string): number {
    const known = this.#places.get(version);
    if (known !== undefined) return known;
    let low = 0;
    let high = this.versions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.versions[middle]?.version ?? '';
      if (compareVersions(other, version) > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
