import type { Effort } from '@/lib/helm/effort';
import type { TemplateFunction } from '@/lib/helm/template-text-functions';
import { isTrue, printValue, UNKNOWN, type TemplateMap, type TemplateValue } from '@/lib/helm/template-value';

const MAX_RANGE = 1000;

/** Functions on conditions, numbers, lists and maps: https://helm.sh/docs/chart_template_guide/function_list/ */
export const DATA_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['default', ([fallback = null, value = null]) => choose(value, value, fallback)],
  ['empty', ([value = null]) => negate(isTrue(value))],
  ['coalesce', (args) => args.find((arg) => isTrue(arg) !== false) ?? null],
  ['ternary', ([yes = null, no = null, condition = null]) => choose(condition, yes, no)],
  ['required', ([, value = null]) => value],
  ['not', ([value = null]) => negate(isTrue(value))],
  ['and', (args) => args.find((arg) => isTrue(arg) !== true) ?? args.at(-1) ?? null],
  ['or', (args) => args.find((arg) => isTrue(arg) !== false) ?? args.at(-1) ?? null],
  [
    'eq',
    ([value = null, ...others]) =>
      known([value, ...others], () => others.some((other) => equal(value, other))),
  ],
  ['ne', ([value = null, other = null]) => known([value, other], () => !equal(value, other))],
  ['lt', compare((a, b) => a < b)],
  ['le', compare((a, b) => a <= b)],
  ['gt', compare((a, b) => a > b)],
  ['ge', compare((a, b) => a >= b)],
  ['int', ([value = null]) => toInteger(value)],
  ['int64', ([value = null]) => toInteger(value)],
  ['add', numbers((a, b) => a + b)],
  ['add1', ([value = null]) => (toInteger(value) === UNKNOWN ? UNKNOWN : Number(toInteger(value)) + 1)],
  ['sub', numbers((a, b) => a - b)],
  ['mul', numbers((a, b) => a * b)],
  ['len', ([value = null]) => sizeOf(value)],
  ['until', ([count = 0], effort) => countUpTo(count, effort)],
  ['list', (args) => [...args]],
  ['tuple', (args) => [...args]],
  ['first', ([list = null]) => (Array.isArray(list) ? (list[0] ?? null) : UNKNOWN)],
  ['last', ([list = null]) => (Array.isArray(list) ? (list.at(-1) ?? null) : UNKNOWN)],
  ['append', ([list = null, item = null], effort) => withList(list, effort, (items) => [...items, item])],
  ['prepend', ([list = null, item = null], effort) => withList(list, effort, (items) => [item, ...items])],
  ['rest', ([list = null], effort) => withList(list, effort, (items) => items.slice(1))],
  ['initial', ([list = null], effort) => withList(list, effort, (items) => items.slice(0, -1))],
  ['reverse', ([list = null], effort) => withList(list, effort, (items) => [...items].reverse())],
  ['concat', (lists, effort) => lists.flatMap((list) => withList(list, effort, (items) => items))],
  [
    'without',
    ([list = null, ...items], effort) =>
      withList(list, effort, (all) => all.filter((one) => !items.some((item) => equal(one, item)))),
  ],
  [
    'compact',
    ([list = null], effort) =>
      withList(list, effort, (items) => items.filter((item) => isTrue(item) !== false)),
  ],
  ['uniq', ([list = null], effort) => withList(list, effort, (items) => [...new Set(items)])],
  [
    'has',
    ([item = null, list = null]) => (Array.isArray(list) ? list.some((one) => equal(one, item)) : UNKNOWN),
  ],
  ['dict', (args) => toMap(args)],
  [
    'get',
    ([map = null, key = null], effort) =>
      map instanceof Map ? (map.get(printValue(key, effort)) ?? '') : UNKNOWN,
  ],
  [
    'hasKey',
    ([map = null, key = null], effort) => (map instanceof Map ? map.has(printValue(key, effort)) : UNKNOWN),
  ],
  [
    'set',
    ([map = null, key = null, value = null], effort) =>
      map instanceof Map ? map.set(printValue(key, effort), value) : UNKNOWN,
  ],
  ['unset', ([map = null], effort) => withMap(map, effort, (copy) => copy)],
  ['keys', (maps, effort) => maps.flatMap((map) => listKeys(map, effort))],
  ['values', ([map = null]) => (map instanceof Map ? [...map.values()] : UNKNOWN)],
  [
    'pick',
    ([map = null, ...keys], effort) =>
      withMap(map, effort, (copy) => new Map([...copy].filter(([key]) => keys.includes(key)))),
  ],
  [
    'omit',
    ([map = null, ...keys], effort) =>
      withMap(map, effort, (copy) => new Map([...copy].filter(([key]) => !keys.includes(key)))),
  ],
  ['merge', ([into = null, ...maps], effort) => mergeInto(into, [...maps.reverse(), into], effort)],
  ['mustMerge', ([into = null, ...maps], effort) => mergeInto(into, [...maps.reverse(), into], effort)],
  ['mergeOverwrite', ([into = null, ...maps], effort) => mergeInto(into, [into, ...maps], effort)],
  ['mustMergeOverwrite', ([into = null, ...maps], effort) => mergeInto(into, [into, ...maps], effort)],
  ['deepCopy', ([value = null], effort) => copyValue(value, effort, 0)],
  ['mustDeepCopy', ([value = null], effort) => copyValue(value, effort, 0)],
  [
    'index',
    ([value = null, ...keys], effort) =>
      keys.reduce<TemplateValue>((at, key) => step(at, key, effort), value),
  ],
  ['dig', dig],
  ['kindIs', ([kind = null, value = null]) => (value === UNKNOWN ? UNKNOWN : kindOf(value) === kind)],
  ['kindOf', ([value = null]) => (value === UNKNOWN ? UNKNOWN : kindOf(value))],
  ['typeIs', ([kind = null, value = null]) => (value === UNKNOWN ? UNKNOWN : kindOf(value) === kind)],
  ['typeOf', ([value = null]) => (value === UNKNOWN ? UNKNOWN : kindOf(value))],
  ['lookup', () => new Map()], // without a cluster there is nothing, as with helm template
]);

/** The value's field or element, null where there is none. */
export function step(value: TemplateValue, key: TemplateValue, effort: Effort): TemplateValue {
  if (value === UNKNOWN || key === UNKNOWN) return UNKNOWN;
  if (value instanceof Map) return value.get(printValue(key, effort)) ?? null;
  return Array.isArray(value) ? (value[Number(key)] ?? null) : null;
}

function choose(condition: TemplateValue, yes: TemplateValue, no: TemplateValue): TemplateValue {
  const truth = isTrue(condition);
  if (truth === undefined) return UNKNOWN;
  return truth ? yes : no;
}

function negate(truth: boolean | undefined): TemplateValue {
  return truth === undefined ? UNKNOWN : !truth;
}

function known(args: readonly TemplateValue[], apply: () => TemplateValue): TemplateValue {
  return args.includes(UNKNOWN) ? UNKNOWN : apply();
}

function equal(a: TemplateValue, b: TemplateValue): boolean {
  if (a === null || b === null) return a === b;
  return typeof a === 'object' || typeof b === 'object' ? a === b : String(a) === String(b);
}

function compare(apply: (a: number | string, b: number | string) => boolean): TemplateFunction {
  return ([a = null, b = null]) => {
    if (typeof a === 'number' && typeof b === 'number') return apply(a, b);
    return typeof a === 'string' && typeof b === 'string' ? apply(a, b) : UNKNOWN;
  };
}

function toInteger(value: TemplateValue): TemplateValue {
  if (value === UNKNOWN || (value !== null && typeof value === 'object')) return UNKNOWN;
  return Math.trunc(Number(value)) || 0;
}

function numbers(apply: (a: number, b: number) => number): TemplateFunction {
  return (args) => {
    const integers = args.map(toInteger).filter((value) => typeof value === 'number');
    return integers.length < args.length || integers.length === 0 ? UNKNOWN : integers.reduce(apply);
  };
}

function countUpTo(count: TemplateValue, effort: Effort): TemplateValue[] {
  const length = Math.min(MAX_RANGE, Math.max(0, Number(toInteger(count === UNKNOWN ? 0 : count)) || 0));
  effort.spend(length);
  return Array.from({ length }, (_, index) => index);
}

function sizeOf(value: TemplateValue): TemplateValue {
  if (value instanceof Map) return value.size;
  return Array.isArray(value) || typeof value === 'string' ? value.length : UNKNOWN;
}

function withList(
  list: TemplateValue,
  effort: Effort,
  apply: (items: TemplateValue[]) => TemplateValue[],
): TemplateValue[] {
  if (!Array.isArray(list)) return [];
  effort.spend(list.length);
  return apply(list);
}

function withMap(
  map: TemplateValue,
  effort: Effort,
  apply: (copy: TemplateMap) => TemplateMap,
): TemplateValue {
  if (!(map instanceof Map)) return UNKNOWN;
  effort.spend(map.size);
  return apply(new Map(map));
}

function listKeys(map: TemplateValue, effort: Effort): string[] {
  if (!(map instanceof Map)) return [];
  effort.spend(map.size);
  return [...map.keys()];
}

function toMap(args: readonly TemplateValue[]): TemplateMap {
  const map: TemplateMap = new Map();
  for (let index = 0; index < args.length; index += 2) {
    const key = args[index];
    if (typeof key === 'string') map.set(key, args[index + 1] ?? '');
  }
  return map;
}

// Later maps win over earlier ones. The first argument itself is changed, and charts rely on it.
function mergeInto(into: TemplateValue, maps: readonly TemplateValue[], effort: Effort): TemplateValue {
  if (!(into instanceof Map)) return UNKNOWN;
  const empty: TemplateMap = new Map();
  const merged = maps.reduce<TemplateMap>(
    (under, over) => (over instanceof Map ? overlay(under, over, effort, 0) : under),
    empty,
  );
  for (const [key, value] of merged) into.set(key, value);
  return into;
}

function overlay(under: TemplateMap, over: TemplateMap, effort: Effort, depth: number): TemplateMap {
  effort.spend(under.size + over.size);
  const result = new Map(under);
  for (const [key, value] of over) {
    const below = result.get(key);
    const both = value instanceof Map && below instanceof Map && depth < 32;
    result.set(key, both ? overlay(below, value, effort, depth + 1) : value);
  }
  return result;
}

function copyValue(value: TemplateValue, effort: Effort, depth: number): TemplateValue {
  effort.spend(1);
  if (depth > 32) return UNKNOWN;
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [key, copyValue(item, effort, depth + 1)]));
  return Array.isArray(value) ? value.map((item) => copyValue(item, effort, depth + 1)) : value;
}

/** `dig "a" "b" default map` */
function dig(args: readonly TemplateValue[], effort: Effort): TemplateValue {
  let value = args.at(-1) ?? null;
  for (const key of args.slice(0, -2)) {
    const next: TemplateValue = step(value, key, effort);
    if (next === null) return args.at(-2) ?? null;
    value = next;
  }
  return value;
}

function kindOf(value: TemplateValue): string {
  if (value === null) return 'invalid';
  if (Array.isArray(value)) return 'slice';
  if (value instanceof Map) return 'map';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
