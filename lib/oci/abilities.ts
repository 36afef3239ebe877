import { documentedAbilities } from '@/lib/oci/documented-abilities';
import type { VendorName } from '@/lib/oci/vendors/vendor';

/** What a registry can do, as far as it matters to reading it and to moving tags. */
export interface Abilities {
  /** whose product it is */
  vendor: VendorName;
  authentication: 'anonymous' | 'basic' | 'bearer';
  /** origin of the service that gives out tokens */
  tokenService: string;
  /** `GET /v2/_catalog` lists repositories */
  catalog: boolean;
  /** names a page of the catalog may be asked to hold; 0 when no number is taken */
  catalogPage: number;
  /** the same for tags */
  tagPage: number;
  tagOrder: 'lexical' | 'other';
  /** the registry's own API lists tags with their digests */
  tagDigests: boolean;
  /** HEAD of a manifest is answered in full */
  head: boolean;
  referrers: boolean;
  /** `DELETE` of a tag: never tried, only known from documentation */
  tagDelete: boolean;
  /** a manifest asked for again is answered with 304 */
  notModified: boolean;
  /** part of a blob can be asked for */
  ranges: boolean;
  /** a blob can be sent in parts */
  chunks: boolean;
  /** a blob of one repository can be made one of another */
  mounts: boolean;
}

/** One ability, and how it is known. */
export interface Ability<Value> {
  value: Value;
  source: 'seen' | 'documented';
  /** milliseconds since the epoch at which it was last seen; null for what is only documented */
  at: number | null;
}

/** What is known of a registry; what is not known is absent. */
export type AbilityRecord = { [Name in keyof Abilities]?: Ability<Abilities[Name]> };

/** Gathers what a registry is seen to do. What was seen outweighs what is documented of its product. */
export class AbilityLog {
  private seen: AbilityRecord;
  private readonly now: () => number;

  /** @param known from an earlier time; what was only documented then is looked up anew */
  constructor(known: AbilityRecord, now: () => number) {
    this.now = now;
    this.seen = Object.fromEntries(Object.entries(known).filter(([, { source }]) => source === 'seen'));
  }

  /** Notes what was seen. */
  note<Name extends keyof Abilities>(name: Name, value: Abilities[Name]): void {
    this.seen = { ...this.seen, [name]: { value, source: 'seen', at: this.now() } };
  }

  /** Notes what was seen, unless the same was seen before: cheap enough for every call. */
  noteOnce<Name extends keyof Abilities>(name: Name, value: Abilities[Name]): void {
    if (this.seen[name]?.value !== value) this.note(name, value);
  }

  /**
   * Whether the registry was seen to be so lately.
   * @param within milliseconds
   */
  sawLately<Name extends keyof Abilities>(name: Name, value: Abilities[Name], within: number): boolean {
    const ability = this.seen[name];
    return ability?.value === value && ability.at !== null && this.now() - ability.at < within;
  }

  /** Notes the order of a list of tags. A list that is in order proves nothing while it is short, or after one that is not. */
  noteTagOrder(tags: readonly string[]): void {
    if (tags.length < 3 || this.seen.tagOrder?.value === 'other') return;
    const lexical = tags.every((tag, index) => index === 0 || (tags[index - 1] ?? '') < tag);
    this.noteOnce('tagOrder', lexical ? 'lexical' : 'other');
  }

  record(): AbilityRecord {
    const vendor = this.seen.vendor?.value;
    return { ...(vendor === undefined ? {} : documentedAbilities(vendor)), ...this.seen };
  }
}
