import { isAlias, isMap, isScalar, isSeq, LineCounter, type Alias, type Node, type Pair } from 'yaml';
import { AppError } from '@/lib/errors';
import type { ChartProblem } from '@/lib/helm/chart-problem';
import { truncateText } from '@/lib/helm/plain-text';
import type { Origin, Value, ValueEntry, ValueMap } from '@/lib/helm/values';
import { parseYamlDocument } from '@/lib/helm/yaml-document';

/** Characters; parsing a file of this size takes seconds, and the largest real ones are a third of it. */
const MAX_VALUES_LENGTH = 1024 * 1024;
// Values, aliases expanded: far above real files, far below what an alias bomb makes.
const MAX_VALUES = 50_000;
const MAX_DEPTH = 100;

/** Values as read, and what could not be. */
export interface ValuesFile {
  values: ValueMap;
  /** how many values there are, aliases expanded */
  count: number;
  problems: ChartProblem[];
}

/**
 * Reads values.yaml as Helm does: YAML with anchors, merge keys and duplicate keys (the last one counts), `yes` and
 * `on` as true. Line numbers are kept. A file that is broken, too large (1 MiB), nested deeper than 100 levels or
 * grown beyond 50,000 values through aliases gives a problem and no values. Never throws.
 * @param file the path shown in problems and origins
 */
export function readValuesFile(text: string, file: string): ValuesFile {
  const lineCounter = new LineCounter();
  try {
    const document = parseYamlDocument({ text, part: file, limit: MAX_VALUES_LENGTH, lineCounter });
    const conversion = new Conversion(file, lineCounter);
    const root = conversion.convert(document.contents, 0);
    if (root === null) return { values: new Map(), count: 0, problems: [] };
    if (root instanceof Map) return { values: root, count: conversion.count, problems: [] };
    return broken(file, `${file} must be a mapping at its top.`);
  } catch (error) {
    if (error instanceof AppError) return broken(file, error.message);
    throw error;
  }
}

class Conversion {
  readonly #file: string;
  readonly #lines: LineCounter;
  readonly #anchors = new Map<string, Node>();
  /** what each alias means: the last anchor of its name before it (https://yaml.org/spec/1.2.2/#71-alias-nodes) */
  readonly #targets = new Map<Alias, Node>();
  readonly #open = new Set<Node>();
  /** how many aliases are being followed */
  #following = 0;
  count = 0;

  constructor(file: string, lines: LineCounter) {
    this.#file = file;
    this.#lines = lines;
  }

  convert(node: unknown, depth: number): Value {
    this.count += 1;
    if (this.count > MAX_VALUES) throw this.#refuse(`has more than ${MAX_VALUES} values, aliases included`);
    if (depth > MAX_DEPTH) throw this.#refuse(`is nested deeper than ${MAX_DEPTH} levels`);
    if (isAlias(node)) return this.#followAlias(node, depth);
    if (isScalar(node)) {
      this.#remember(node);
      return toScalar(node.value, node.type === 'PLAIN' ? node.source : undefined);
    }
    if (!isSeq(node) && !isMap(node)) return null;
    this.#remember(node);
    this.#open.add(node);
    const value = isSeq(node)
      ? node.items.map((item) => this.convert(item, depth + 1))
      : this.#convertMap(node.items, depth);
    this.#open.delete(node);
    return value;
  }

  #convertMap(pairs: Pair[], depth: number): ValueMap {
    const map: ValueMap = new Map();
    const merged: ValueMap[] = [];
    for (const pair of pairs) {
      const key = this.convert(pair.key, depth + 1);
      const value = this.convert(pair.value, depth + 1);
      if (isScalar(pair.key) && pair.key.source === '<<' && pair.key.type === 'PLAIN') {
        merged.push(...(Array.isArray(value) ? value : [value]).filter((entry) => entry instanceof Map));
        continue;
      }
      if (key === null || typeof key === 'object') continue;
      const entry: ValueEntry = { value };
      const origin = this.#originOf(pair.key);
      if (origin !== undefined) entry.origin = origin;
      map.set(String(key), entry);
    }
    for (const source of merged) {
      for (const [key, entry] of source) if (!map.has(key)) map.set(key, entry);
    }
    return map;
  }

  #remember(node: Node & { anchor?: string }): void {
    // Repeating a node through an alias does not set its anchors again.
    if (node.anchor !== undefined && this.#following === 0) this.#anchors.set(node.anchor, node);
  }

  #followAlias(alias: Alias, depth: number): Value {
    const name = truncateText(alias.source, 40);
    const target = this.#targets.get(alias) ?? this.#anchors.get(alias.source);
    if (target === undefined) throw this.#refuse(`uses the alias *${name} before it is defined`);
    if (this.#open.has(target)) throw this.#refuse(`has an alias, *${name}, that contains itself`);
    this.#targets.set(alias, target);
    this.#following += 1;
    const value = this.convert(target, depth + 1);
    this.#following -= 1;
    return value;
  }

  #refuse(reason: string): AppError {
    return new AppError('invalid_chart', `${this.#file} ${reason}.`);
  }

  #originOf(key: unknown): Origin | undefined {
    if (!isScalar(key) || !key.range) return undefined;
    return { file: this.#file, line: this.#lines.linePos(key.range[0]).line };
  }
}

// Helm reads YAML 1.1 booleans: https://yaml.org/type/bool.html
const BOOLEANS = new Map([
  ...['yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((text): [string, boolean] => [text, true]),
  ...['no', 'No', 'NO', 'off', 'Off', 'OFF'].map((text): [string, boolean] => [text, false]),
]);

function toScalar(value: unknown, plain: string | undefined): Value {
  if (typeof value === 'string') return (plain === undefined ? undefined : BOOLEANS.get(plain)) ?? value;
  // A number too long for exact arithmetic is a name (a date, a commit), so it stays as written.
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) && plain ? plain : value;
  if (typeof value === 'boolean') return value;
  return null;
}

function broken(part: string, message: string): ValuesFile {
  return { values: new Map(), count: 0, problems: [{ part, message }] };
}
