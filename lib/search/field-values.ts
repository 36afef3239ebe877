import type { SearchDocument } from '@/lib/search/search-document';
import { indexValues, type ValueIndex } from '@/lib/search/value-index';

/** What charts share: a condition on it is tried once for each different value. */
const READ = {
  keyword: ({ keywords }) => keywords,
  tag: ({ channels }) => Object.keys(channels),
  maintainer: ({ maintainers }) => maintainers,
  license: ({ license }) => (license === null ? [] : [license]),
  /** the newest version, and those that channels point at */
  version: ({ version, channels }) => [version, ...Object.values(channels)],
  appVersion: ({ appVersion }) => (appVersion === null ? [] : [appVersion]),
} satisfies Record<string, (document: SearchDocument) => readonly string[]>;

export type ValuedField = keyof typeof READ;

/** The values of a field, numbered when it is first asked for. */
export type FieldValues = (field: ValuedField) => ValueIndex;

/** @param documents must not change */
export function createFieldValues(documents: readonly SearchDocument[]): FieldValues {
  const known = new Map<ValuedField, ValueIndex>();
  return (field) => {
    let values = known.get(field);
    if (values === undefined) {
      values = indexValues(documents, READ[field]);
      known.set(field, values);
    }
    return values;
  };
}
