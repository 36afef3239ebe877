import type { ComparedFile, Comparison } from '@/lib/api/schema/comparison';

type Counted = Pick<Comparison, 'images' | 'values' | 'truncated' | 'dependencies' | 'files' | 'moreFiles'>;

/** What changes, in one line: `3 images, 12 values, 2 templates, 1 dependency change`. */
export function summarizeComparison(comparison: Counted): string {
  const { images, values, truncated, dependencies } = comparison;
  const parts = [
    count(images.filter(({ change }) => change !== 'same').length, 'image'),
    truncated ? `more than ${values.length} values` : count(values.length, 'value'),
    count(filesOf(comparison, 'schema').length, 'schema'),
    count(filesOf(comparison, 'template').length, 'template'),
    count(filesOf(comparison, 'crd').length, 'CRD'),
    count(dependencies.length, 'dependency', 'dependencies'),
    count(filesOf(comparison, 'other').length + comparison.moreFiles, 'other file'),
  ].filter((part) => part !== null);
  if (parts.length === 0) return 'Nothing changes in images, values, templates and dependencies.';
  const verb = parts.length === 1 && parts[0]?.startsWith('1 ') ? 'changes' : 'change';
  const last = parts.at(-1);
  const list = parts.length === 1 ? `${last}` : `${parts.slice(0, -1).join(', ')} and ${last}`;
  return `${list.slice(0, 1).toUpperCase()}${list.slice(1)} ${verb}.`;
}

/** The files of one kind that differ. */
export function filesOf({ files }: Pick<Comparison, 'files'>, kind: ComparedFile['kind']): ComparedFile[] {
  return files.filter((file) => file.kind === kind);
}

function count(number: number, one: string, many = `${one}s`): string | null {
  if (number === 0) return null;
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
