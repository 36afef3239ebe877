import { AppError } from '@/lib/errors';
import type { Value, ValueMap } from '@/lib/helm/values';

/** Stands for what only a cluster, a clock or an unknown function could say. */
export const UNKNOWN = Symbol('unknown');

/** A value while a template runs. */
export type TemplateValue = string | number | boolean | null | typeof UNKNOWN | TemplateValue[] | TemplateMap;
export type TemplateMap = Map<string, TemplateValue>;

/** How UNKNOWN prints: a character no image name and no path can hold. */
export const UNKNOWN_TEXT = '\0';

const MAX_TEXT = 512 * 1024;

/** What a run of templates may cost; hostile templates must end soon. */
export class Effort {
  #left: number;

  /** @param steps evaluated nodes and calls; long texts and lists count more */
  constructor(steps: number) {
    this.#left = steps;
  }

  /** @throws AppError `invalid_chart` when the steps are used up */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new AppError('invalid_chart', 'The templates take too long to read.');
  }

  /** Counts a text of that many characters, to be called before it is made. */
  spendText(length: number): void {
    if (length > MAX_TEXT) throw new AppError('invalid_chart', 'The templates make too long a text.');
    this.spend(Math.ceil(length / 256));
  }

  /** Joins texts, counting the result before it is made. */
  join(texts: readonly string[], separator: string): string {
    this.spendText(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
    return texts.join(separator);
  }
}

/** Values as templates see them. */
export function toTemplateMap(values: ValueMap): TemplateMap {
  return new Map([...values].map(([key, { value }]) => [key, toTemplateValue(value)]));
}

function toTemplateValue(value: Value): TemplateValue {
  if (value instanceof Map) return toTemplateMap(value);
  return Array.isArray(value) ? value.map(toTemplateValue) : value;
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

/** A value as block YAML, without a line feed at its end; nested deeper than 32 levels it is UNKNOWN. */
export function toYaml(value: TemplateValue, effort: Effort): string {
  return effort.join(yamlLines(value, effort, 0), '\n');
}

function yamlLines(value: TemplateValue, effort: Effort, depth: number): string[] {
  effort.spend(1 + (typeof value === 'string' ? value.length >> 6 : 0));
  if (depth > 32) return [UNKNOWN_TEXT];
  if (Array.isArray(value)) {
    if (value.length === 0) return ['[]'];
    return value.flatMap((item) => {
      const [first = '', ...rest] = yamlLines(item, effort, depth + 1);
      return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
    });
  }
  if (value instanceof Map) {
    if (value.size === 0) return ['{}'];
    return [...value].flatMap(([key, item]) => {
      const lines = yamlLines(item, effort, depth + 1);
      const nested =
        item !== null && typeof item === 'object' && (Array.isArray(item) ? item.length : item.size) > 0;
      return nested ? [`${key}:`, ...lines.map((line) => `  ${line}`)] : [`${key}: ${lines.join('\\n')}`];
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
