import { parseDocument } from 'yaml';

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

// Values of real charts stay below 300 KB, 10,000 leaves and 20 levels.
const MAX_TEXT = 2 * 1024 * 1024;
const MAX_LEAVES = 100_000;
const MAX_DEPTH = 64;
const MAX_SHOWN = 500;
// How often aliases may repeat what they point at before they are taken for a bomb: the parser's own default.
const MAX_ALIASES = 100;

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
  if (text.length > MAX_TEXT) return { problem: 'too large to compare' };
  try {
    const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
    const error = document.errors[0];
    if (error !== undefined) return { problem: error.message.split('\n')[0] ?? error.message };
    // Maps rather than objects: `__proto__` is a key like any other in them.
    const root: unknown = document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES });
    const leaves = new Map<string, string>();
    if (root !== null && root !== undefined) collect(root, '', 0, leaves);
    return { leaves };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function collect(node: unknown, path: string, depth: number, leaves: Map<string, string>): void {
  if (depth > MAX_DEPTH) throw new RangeError(`nested more than ${MAX_DEPTH} levels deep`);
  if (leaves.size >= MAX_LEAVES) throw new RangeError(`more than ${MAX_LEAVES} values`);
  if (node instanceof Map && node.size > 0) {
    for (const [key, value] of node) collect(value, join(path, keyText(key)), depth + 1, leaves);
  } else if (Array.isArray(node) && node.length > 0) {
    node.forEach((value, index) => collect(value, `${path}[${index}]`, depth + 1, leaves));
  } else {
    leaves.set(path === '' ? 'values.yaml' : path, leafText(node));
  }
}

function join(path: string, key: string): string {
  if (!/^[^\s.[\]"]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function keyText(key: unknown): string {
  return typeof key === 'string' ? key : leafText(key);
}

const READS_AS_OTHER = /^([-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|true|false|null|~|\{\}|\[\]|".*")$/is;

// Text stands as it is, unless it would read as something else: `"true"` is not `true`.
function leafText(value: unknown): string {
  if (value instanceof Map) return value.size === 0 ? '{}' : JSON.stringify([...value]);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'string') return JSON.stringify(value) ?? String(value);
  return value === '' || value.trim() !== value || READS_AS_OTHER.test(value) ? JSON.stringify(value) : value;
}

function shown(leaf: string | undefined): string | null {
  if (leaf === undefined) return null;
  return leaf.length <= MAX_SHOWN ? leaf : `${leaf.slice(0, MAX_SHOWN - 1).replace(/\p{Surrogate}$/u, '')}…`;
}

function describe(side: Leaves): string {
  return 'problem' in side ? `not readable: ${side.problem}` : `${side.leaves.size} values`;
}
