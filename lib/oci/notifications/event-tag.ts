import { isTag } from '@/lib/oci/names';

/** The tag a sender names, or null: several put a digest where a tag belongs. */
export function eventTag(value: string | null | undefined): string | null {
  return value !== null && value !== undefined && isTag(value) ? value : null;
}
