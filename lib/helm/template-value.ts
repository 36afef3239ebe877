import type { Effort } from '@/lib/helm/effort';
import type { Value, ValueMap } from '@/lib/helm/values';

/** Stands for what only a cluster, a clock or an unknown function could say. */
export const UNKNOWN = Symbol('unknown');

/** A value while a template runs. */
export type TemplateValue = string | number | boolean | null | typeof UNKNOWN | TemplateValue[] | TemplateMap;
export type TemplateMap = Map<string, TemplateValue>;

/** How UNKNOWN prints: a character no image name and no path can hold. */
const UNKNOWN_TEXT = '\0';

const MAX_DEPTH = 32;

/** Values as templates see them. */
export function toTemplateMap(values: ValueMap, effort: Effort): TemplateMap {
  effort.spend(Math.ceil(values.size / 4));
  return new Map([...values].map(([key, { value }]) => [key, toTemplateValue(value, effort)]));
}

function toTemplateValue(value: Value, effort: Effort): TemplateValue {
  if (value instanceof Map) return toTemplateMap(value, effort);
  if (!Array.isArray(value)) return value;
  effort.spend(Math.ceil(value.length / 4));
  return value.map((item) => toTemplateValue(item, effort));
}

/** What `if` takes for false: https://pkg.go.dev/text/template#hdr-Actions. Undefined when it cannot be known. */
export function isTrue(value: TemplateValue): boolean | undefined {
  if (value === UNKNOWN) return undefined;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  return Boolean(value);
}

/** A value as an action prints it. Maps and lists are written as YAML would be, closely enough to find images in. */
export function printValue(value: TemplateValue, effort: Effort): string {
  if (value === UNKNOWN) return UNKNOWN_TEXT;
  if (value === null) return '';
  if (typeof value === 'object') return toYaml(value, effort);
  return String(value);
}

/** A value as block YAML, without a line feed at its end; what is nested deeper than 32 levels is UNKNOWN. */
export function toYaml(value: TemplateValue, effort: Effort): string {
  return effort.join(yamlLines(value, effort, 0), '\n');
}

function yamlLines(value: TemplateValue, effort: Effort, depth: number): string[] {
  effort.spend(1 + (typeof value === 'string' ? value.length >> 6 : 0));
  if (depth > MAX_DEPTH) return [UNKNOWN_TEXT];
  const nest = (item: TemplateValue): string[] => {
    const lines = yamlLines(item, effort, depth + 1);
    effort.spend(lines.length >> 1); // each level copies its lines
    return lines;
  };
  if (Array.isArray(value)) {
    if (value.length === 0) return ['[]'];
    return value.flatMap((item) => {
      const [first = '', ...rest] = nest(item);
      return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
    });
  }
  if (value instanceof Map) {
    if (value.size === 0) return ['{}'];
    return [...value].flatMap(([key, item]) => {
      const lines = nest(item);
      const isBlock = (Array.isArray(item) && item.length > 0) || (item instanceof Map && item.size > 0);
      if (isBlock) return [`${key}:`, ...lines.map((line) => `  ${line}`)];
      const [first = '', ...rest] = lines;
      return [`${key}: ${first}`, ...rest];
    });
  }
  if (value === UNKNOWN) return [UNKNOWN_TEXT];
  if (value === null) return ['null'];
  if (typeof value !== 'string') return [String(value)];
  return value.includes('\n')
    ? ['|', ...value.split('\n').map((line) => `  ${line}`)]
    : [quoteIfNeeded(value)];
}

function quoteIfNeeded(text: string): string {
  return /^[\w./@+-][\w./:@+\- ]*$/.test(text) && !/: |^(true|false|null|[\d.]+)$/.test(text)
    ? text
    : JSON.stringify(text);
}
