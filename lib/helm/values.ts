/** A value of values.yaml. Maps are real maps, so no key (`__proto__`, `constructor`) means anything but itself. */
export type Value = string | number | boolean | null | Value[] | ValueMap;

/** Where a value was written. */
export interface Origin {
  /** path inside the outermost chart: `values.yaml`, `charts/redis/values.yaml` */
  file: string;
  /** counted from 1 */
  line: number;
}

export interface ValueEntry {
  value: Value;
  /** absent for values no file holds */
  origin?: Origin;
}

export type ValueMap = Map<string, ValueEntry>;

/** The value under a path of keys, or undefined when there is none. */
export function valueAt(values: ValueMap, path: readonly string[]): Value | undefined {
  let value: Value | undefined = values;
  for (const key of path) {
    if (!(value instanceof Map)) return undefined;
    value = value.get(key)?.value;
  }
  return value;
}

/**
 * Lays `over` on `under`, key by key, as Helm does with values: maps are merged, anything else is replaced, and a null
 * above takes the key away. Neither argument is changed.
 * Rule: https://helm.sh/docs/chart_template_guide/values_files/#deleting-a-default-key
 */
function overlayValues(under: ValueMap, over: ValueMap): ValueMap {
  const result: ValueMap = new Map(under);
  for (const [key, entry] of over) {
    const below = result.get(key)?.value;
    if (entry.value === null && result.has(key)) result.delete(key);
    else if (entry.value instanceof Map && below instanceof Map) {
      result.set(key, { ...entry, value: overlayValues(below, entry.value) });
    } else result.set(key, entry);
  }
  return result;
}

/**
 * The values a subchart sees: its own defaults, under what the parent's values say below the subchart's name, and the
 * parent's `global` over the subchart's.
 * Rule: https://helm.sh/docs/chart_template_guide/subcharts_and_globals/
 * @param name the dependency's alias, or the subchart's name
 */
export function subchartValues(own: ValueMap, parent: ValueMap, name: string): ValueMap {
  const set = parent.get(name)?.value;
  const values = set instanceof Map ? overlayValues(own, set) : new Map(own);
  const globals = parent.get('global')?.value;
  const ownGlobals = values.get('global')?.value;
  if (globals instanceof Map) {
    values.set('global', {
      value: ownGlobals instanceof Map ? overlayValues(ownGlobals, globals) : globals,
    });
  }
  return values;
}

/** A scalar as a Go template prints it; undefined for null, maps and lists. */
export function scalarText(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}
