import { truncateText } from '@/lib/helm/plain-text';
import type { Value } from '@/lib/helm/values';
import { readValuesFile } from '@/lib/helm/values-file';

/** One leaf of values.yaml that differs. */
export interface ValueDifference {
  /** `controller.image.tag`, `hosts[0].name`, `annotations["example.com/class"]` */
  path: string;
  change: 'added' | 'removed' | 'changed';
  /** the leaf as JSON, long ones cut */
  from: string | null;
  to: string | null;
}

export interface ValuesDifference {
  values: ValueDifference[];
  /** whether there were more than `MAX_VALUE_DIFFERENCES` */
  truncated: boolean;
}

export const MAX_VALUE_DIFFERENCES = 500;

const MAX_SHOWN = 500;

/**
 * What differs between two values.yaml, leaf by leaf: the paths in the order of the newer file, then those only the
 * older one has. Lists are compared by index. An empty mapping or list is a leaf. Both texts are untrusted: one that
 * can't be read, or is out of bounds, is reported as a single difference of the path `values.yaml`. Pure; never throws.
 *
 * @param from null or empty text is a file without values
 */
export function compareValues(from: string | null, to: string | null): ValuesDifference {
  if (from === to) return { values: [], truncated: false };
  const [before, after] = [readLeaves(from ?? ''), readLeaves(to ?? '')];
  if ('problem' in before || 'problem' in after) {
    const whole = {
      path: 'values.yaml',
      change: 'changed',
      from: describe(before),
      to: describe(after),
    } as const;
    return { values: [whole], truncated: false };
  }
  const values: ValueDifference[] = [];
  for (const [path, leaf] of after.leaves) {
    const old = before.leaves.get(path);
    if (old === leaf) continue;
    values.push({ path, change: old === undefined ? 'added' : 'changed', from: shown(old), to: shown(leaf) });
  }
  for (const [path, leaf] of before.leaves) {
    if (!after.leaves.has(path)) values.push({ path, change: 'removed', from: shown(leaf), to: null });
  }
  return {
    values: values.slice(0, MAX_VALUE_DIFFERENCES),
    truncated: values.length > MAX_VALUE_DIFFERENCES,
  };
}

type Leaves = { leaves: Map<string, string> } | { problem: string };

function readLeaves(text: string): Leaves {
  const { values, problems } = readValuesFile(text, 'values.yaml');
  const problem = problems[0];
  if (problem !== undefined) return { problem: problem.message };
  const leaves = new Map<string, string>();
  if (values.size > 0) collect(values, '', leaves);
  return { leaves };
}

function collect(node: Value, path: string, leaves: Map<string, string>): void {
  if (node instanceof Map && node.size > 0) {
    for (const [key, { value }] of node) collect(value, join(path, key), leaves);
  } else if (Array.isArray(node) && node.length > 0) {
    node.forEach((value, index) => collect(value, `${path}[${index}]`, leaves));
  } else {
    leaves.set(path, leafText(node));
  }
}

function join(path: string, key: string): string {
  if (!/^[^\s.[\]"]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

const READS_AS_OTHER = /^([-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|true|false|null|~|\{\}|\[\]|".*")$/is;

// Text stands as it is, unless it would read as something else: `"true"` is not `true`.
function leafText(value: Value): string {
  if (value instanceof Map) return '{}';
  if (typeof value !== 'string') return JSON.stringify(value);
  return value === '' || value.trim() !== value || READS_AS_OTHER.test(value) ? JSON.stringify(value) : value;
}

function shown(leaf: string | undefined): string | null {
  return leaf === undefined ? null : truncateText(leaf, MAX_SHOWN);
}

function describe(side: Leaves): string {
  return 'problem' in side ? side.problem : `${side.leaves.size} values`;
}
