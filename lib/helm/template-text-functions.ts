import { coerce, satisfies } from 'semver';
import type { Effort } from '@/lib/helm/effort';
import { printValue, toYaml, UNKNOWN, type TemplateValue } from '@/lib/helm/template-value';

/** A template function: the arguments, a pipeline's value last. Whatever it does not know is UNKNOWN. */
export type TemplateFunction = (args: readonly TemplateValue[], effort: Effort) => TemplateValue;

const MAX_INDENT = 200;

/** Functions on texts, of Go templates, Sprig and Helm: https://helm.sh/docs/chart_template_guide/function_list/ */
export const TEXT_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  [
    'quote',
    (args, effort) =>
      effort.join(
        printAll(args, effort).map((arg) => `"${arg}"`),
        ' ',
      ),
  ],
  [
    'squote',
    (args, effort) =>
      effort.join(
        printAll(args, effort).map((arg) => `'${arg}'`),
        ' ',
      ),
  ],
  ['print', (args, effort) => effort.join(printAll(args, effort), '')],
  ['println', (args, effort) => effort.join([...printAll(args, effort), '\n'], ' ')],
  ['cat', (args, effort) => effort.join(printAll(args, effort), ' ')],
  ['printf', ([format = '', ...args], effort) => printf(printValue(format, effort), args, effort)],
  ['toString', onText((value) => value)],
  ['trim', onText((value) => value.trim())],
  ['upper', onText((value) => value.toUpperCase())],
  ['lower', onText((value) => value.toLowerCase())],
  ['nospace', onText((value) => value.replace(/\s+/g, ''))],
  ['trimPrefix', onText((value, prefix) => (value.startsWith(prefix) ? value.slice(prefix.length) : value))],
  [
    'trimSuffix',
    onText((value, suffix) =>
      value.endsWith(suffix) ? value.slice(0, value.length - suffix.length) : value,
    ),
  ],
  [
    'trimAll',
    onText((value, characters, effort) => trimEnd(trimStart(value, characters, effort), characters, effort)),
  ],
  ['trimLeft', onText((value, characters, effort) => trimStart(value, characters, effort))],
  ['trimRight', onText((value, characters, effort) => trimEnd(value, characters, effort))],
  ['contains', onText((value, part) => value.includes(part))],
  ['hasPrefix', onText((value, prefix) => value.startsWith(prefix))],
  ['hasSuffix', onText((value, suffix) => value.endsWith(suffix))],
  [
    'trunc',
    onText((value, length) =>
      Number(length) < 0 ? value.slice(Number(length)) : value.slice(0, Number(length)),
    ),
  ],
  [
    'replace',
    onText((value, from, effort, to) => (from === '' ? value : effort.join(value.split(from), to))),
  ],
  ['indent', onText((value, width, effort) => indent(Number(width), value, effort))],
  ['nindent', onText((value, width, effort) => `\n${indent(Number(width), value, effort)}`)],
  ['splitList', onText((value, separator, effort) => split(value, separator, effort))],
  ['split', onText((value, separator, effort) => numberParts(split(value, separator, effort)))],
  ['toYaml', ([value = null], effort) => toYaml(value, effort)],
  ['toYamlPretty', ([value = null], effort) => toYaml(value, effort)],
  ['join', ([separator = '', list = []], effort) => joinList(printValue(separator, effort), list, effort)],
  ['semverCompare', ([range, version]) => compareVersion(range, version)],
]);

type OnText = (value: string, first: string, effort: Effort, second: string) => TemplateValue;

/** A function whose last argument is the text it works on. What is unknown stays in the text as no image can be. */
function onText(apply: OnText): TemplateFunction {
  return (args, effort) => {
    const texts = args.map((arg) => printValue(arg, effort));
    const value = texts.pop() ?? '';
    effort.spendText(value.length);
    return apply(value, texts[0] ?? '', effort, texts[1] ?? '');
  };
}

function printAll(args: readonly TemplateValue[], effort: Effort): string[] {
  return args.filter((arg) => arg !== null).map((arg) => printValue(arg, effort));
}

function joinList(separator: string, list: TemplateValue, effort: Effort): string {
  if (!Array.isArray(list)) return printValue(list, effort);
  return effort.join(
    list.map((item) => printValue(item, effort)),
    separator,
  );
}

// Sets of characters are short; a long one is a way to make each step slow.
function trimStart(value: string, characters: string, effort: Effort): string {
  effort.spend(value.length >> 4);
  const set = new Set(characters.slice(0, 100));
  let start = 0;
  while (start < value.length && set.has(value.charAt(start))) start += 1;
  return value.slice(start);
}

function trimEnd(value: string, characters: string, effort: Effort): string {
  effort.spend(value.length >> 4);
  const set = new Set(characters.slice(0, 100));
  let end = value.length;
  while (end > 0 && set.has(value.charAt(end - 1))) end -= 1;
  return value.slice(0, end);
}

function split(value: string, separator: string, effort: Effort): string[] {
  const parts = value.split(separator);
  effort.spend(parts.length);
  return parts;
}

function numberParts(parts: readonly string[]): TemplateValue {
  return new Map(parts.map((part, index) => [`_${index}`, part]));
}

function indent(width: number, value: string, effort: Effort): string {
  const spaces = ' '.repeat(Math.min(MAX_INDENT, Math.max(0, Math.trunc(width) || 0)));
  return spaces + effort.join(value.split('\n'), `\n${spaces}`);
}

// Widths and precisions are left out: images do not use them, and a hostile width would cost memory.
function printf(format: string, args: readonly TemplateValue[], effort: Effort): string {
  const texts = args.map((arg) => printValue(arg, effort));
  effort.spendText(texts.reduce((sum, text) => sum + text.length, format.length));
  let next = 0;
  return format.replace(/%[-+# 0]*\d*(?:\.\d+)?([a-zA-Z%])/g, (whole, verb: string) => {
    if (verb === '%') return '%';
    const value = texts[next] ?? '';
    next += 1;
    if (verb === 'q') return `"${value}"`;
    return 'svdgft'.includes(verb) ? value : whole;
  });
}

function compareVersion(range: TemplateValue | undefined, version: TemplateValue | undefined): TemplateValue {
  if (typeof range !== 'string' || typeof version !== 'string') return UNKNOWN;
  if (range.length > 100 || version.length > 100) return UNKNOWN;
  const parsed = coerce(version);
  return parsed === null
    ? UNKNOWN
    : satisfies(parsed, range.replaceAll(',', ' '), { includePrerelease: true });
}
