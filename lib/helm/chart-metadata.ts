import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { plainLine, plainText, truncateText } from '@/lib/helm/plain-text';

/** A maintainer as Chart.yaml names one. */
export interface ChartMaintainer {
  name: string;
  email?: string;
  url?: string;
}

/** https://helm.sh/docs/topics/charts/#chart-dependencies */
export interface ChartDependency {
  name: string;
  version: string;
  repository: string;
  alias?: string;
  condition?: string;
  tags: string[];
}

/** Chart.yaml as we read it: https://helm.sh/docs/topics/charts/#the-chartyaml-file */
export interface ChartMetadata {
  apiVersion: string;
  name: string;
  version: string;
  appVersion?: string;
  kubeVersion?: string;
  type: string;
  description: string;
  deprecated: boolean;
  keywords: string[];
  home?: string;
  sources: string[];
  icon?: string;
  maintainers: ChartMaintainer[];
  dependencies: ChartDependency[];
  annotations: Record<string, string>;
}

// Generous against real charts, small against a flood. Characters, and counts of entries.
const MAX_NAME = 253;
const MAX_VERSION = 128;
const MAX_LINE = 512;
const MAX_DESCRIPTION = 4096;
const MAX_URL = 2048;
const MAX_ICON = 16_384;
const MAX_ENTRIES = 256;
const MAX_ANNOTATION_KEY = 256;
const MAX_ANNOTATION = 65_536;

/**
 * Reads a chart's metadata: the JSON of a config blob, or Chart.yaml once parsed. Both are untrusted.
 * Only name and version are required; any other field that is missing or wrong is left out, long text is cut, and
 * unknown fields are dropped, so a chart from another Helm still reads. Numbers and booleans written without quotes
 * become text, as Helm reads them. Control and direction-changing characters are removed.
 * The version need not be SemVer: some old charts are not, and their tag decides what they are.
 * @throws AppError `invalid_chart` when it is no object, or name or version is missing; `details.path` says which
 */
export function parseChartMetadata(json: unknown): ChartMetadata {
  const result = Metadata.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  const place = path === '' ? 'Chart.yaml' : `Chart.yaml: ${path}`;
  throw new AppError('invalid_chart', `${place} ${issue?.message ?? 'cannot be read'}.`, {
    details: { path },
    cause: result.error,
  });
}

/**
 * Reads a list of chart dependencies (of Chart.yaml, or of the requirements.yaml of apiVersion v1). Entries without a
 * name are left out, at most 256 are kept. Never throws.
 */
export function parseChartDependencies(list: unknown): ChartDependency[] {
  return listOf(list, toDependency);
}

// Absent is a case every reader below handles.
const field = z.unknown().optional();

const Metadata = z.object(
  {
    apiVersion: field.transform((value) => toLine(value, MAX_LINE) ?? 'v1'),
    name: field.transform(required(MAX_NAME)).refine(isBaseName, 'must not contain a slash'),
    version: field.transform(required(MAX_VERSION)),
    appVersion: field.transform((value) => toLine(value, MAX_LINE)),
    kubeVersion: field.transform((value) => toLine(value, MAX_LINE)),
    type: field.transform((value) => toLine(value, MAX_LINE) ?? 'application'),
    description: field.transform((value) =>
      truncateText(plainText(toText(value) ?? '').trim(), MAX_DESCRIPTION),
    ),
    deprecated: field.transform((value) => value === true || value === 'true'),
    keywords: field.transform((value) => listOf(value, (entry) => toLine(entry, MAX_LINE))),
    home: field.transform((value) => toUrl(value, /^https?:\/\//i, MAX_URL)),
    sources: field.transform((value) => listOf(value, (entry) => toLine(entry, MAX_URL))),
    icon: field.transform((value) => toUrl(value, /^(https?:\/\/|data:image\/)/i, MAX_ICON)),
    maintainers: field.transform((value) => listOf(value, toMaintainer)),
    dependencies: field.transform(parseChartDependencies),
    annotations: field.transform(toAnnotations),
  },
  'must be a mapping with a name and a version',
) satisfies z.ZodType<ChartMetadata>;

function required(length: number) {
  return (value: unknown, context: z.RefinementCtx): string => {
    const text = plainLine(toText(value) ?? '');
    if (text !== '' && text.length <= length) return text;
    context.addIssue({ code: 'custom', message: `must be text of 1 to ${length} characters` });
    return z.NEVER;
  };
}

function isBaseName(name: string): boolean {
  return !/[/\\]/.test(name);
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  return undefined;
}

function toLine(value: unknown, length: number): string | undefined {
  const line = plainLine(toText(value) ?? '');
  return line === '' ? undefined : truncateText(line, length);
}

// A cut address would lead elsewhere, so one that is too long is left out, like one with another scheme.
function toUrl(value: unknown, scheme: RegExp, length: number): string | undefined {
  const url = plainLine(toText(value) ?? '');
  return url.length <= length && scheme.test(url) ? url : undefined;
}

function listOf<T>(value: unknown, read: (entry: unknown) => T | undefined): T[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, MAX_ENTRIES)
    .map((entry) => read(entry))
    .filter((entry) => entry !== undefined);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// `value.constructor` of a parsed object without such a key would find the prototype's.
function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function toMaintainer(value: unknown): ChartMaintainer | undefined {
  if (!isRecord(value)) {
    const name = toLine(value, MAX_LINE);
    return name === undefined ? undefined : { name };
  }
  const email = toLine(own(value, 'email'), MAX_LINE);
  const url = toUrl(own(value, 'url'), /^https?:\/\//i, MAX_URL);
  const name = toLine(own(value, 'name'), MAX_LINE) ?? email;
  if (name === undefined) return undefined;
  return { name, ...(email !== undefined && { email }), ...(url !== undefined && { url }) };
}

function toDependency(value: unknown): ChartDependency | undefined {
  if (!isRecord(value)) return undefined;
  const name = toLine(own(value, 'name'), MAX_NAME);
  if (name === undefined) return undefined;
  const alias = toLine(own(value, 'alias'), MAX_NAME);
  const condition = toLine(own(value, 'condition'), MAX_LINE);
  return {
    name,
    version: toLine(own(value, 'version'), MAX_VERSION) ?? '',
    repository: toLine(own(value, 'repository'), MAX_URL) ?? '',
    ...(alias !== undefined && { alias }),
    ...(condition !== undefined && { condition }),
    tags: listOf(own(value, 'tags'), (tag) => toLine(tag, MAX_LINE)),
  };
}

// `__proto__` is left out, so that copying key by key stays harmless; other names are ordinary own properties.
function toAnnotations(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  const entries: [string, string][] = [];
  for (const [key, raw] of Object.entries(value)) {
    if (entries.length === MAX_ENTRIES) break;
    const text = toText(raw);
    const name = plainLine(key);
    if (text === undefined || text.length > MAX_ANNOTATION) continue;
    if (name === '' || name.length > MAX_ANNOTATION_KEY || name === '__proto__') continue;
    entries.push([name, plainText(text)]);
  }
  return Object.fromEntries(entries);
}
