import { gunzipSync } from 'node:zlib';
import { CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml';
import { formatBytes } from '@/lib/helm/limits';
import { plainLine, truncateText } from '@/lib/helm/plain-text';
import { RegistryError } from '@/lib/oci/registry-error';

/** As much as Flux reads: https://github.com/fluxcd/source-controller/blob/main/internal/helm/helm.go */
export const MAX_INDEX_BYTES = 50 * 1024 * 1024;
/** Helm writes none; other tools repeat a maintainer by alias. Each costs no more than a reference here. */
const MAX_ALIASES = 10_000;
const MAX_MERGED_KEYS = 10_000;
/** An index nests six deep. */
const MAX_DEPTH = 64;

/**
 * Marks that begin a value. A real index of 50 MiB has 1.8 million; three million of the most costly kind take 1.5 GB,
 * and a limit on a thread's heap can't be relied on, for V8 may end the whole process there.
 */
const MAX_MARKS = 3_000_000;

const TOO_MANY_BYTES = `is larger than ${formatBytes(MAX_INDEX_BYTES)}`;

const SPACE = 0x20;
const ALWAYS = 1;
const BEFORE_SPACE = 2;
/** By byte: whether it is a mark. */
const MARKS = new Uint8Array(256);
for (const mark of Buffer.from('[{,')) MARKS[mark] = ALWAYS;
for (const mark of Buffer.from(':-?')) MARKS[mark] = BEFORE_SPACE;

const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/**
 * Reads YAML or JSON into JSON-like values, as Helm reads an index: in YAML the same key twice is an error, in JSON the
 * last one counts (https://github.com/helm/helm/blob/main/pkg/repo/v1/index.go, `jsonOrYamlUnmarshal`). A byte order
 * mark is passed over, a key `__proto__` is an ordinary own property, tags outside the core schema are errors.
 * js-yaml, because `yaml` takes nine times as long and three times the memory for a large index.
 * @param bytes gzipped or not
 * @param source the address without user info and query, for messages
 * @throws RegistryError `too_large` past 50 MiB, inflated or not, or 3 million values; `protocol` when it is neither YAML nor JSON in UTF-8
 */
export function readIndexDocument(bytes: Uint8Array, source: string): unknown {
  const plain = inflate(bytes, source);
  if (countMarks(plain) > MAX_MARKS) throw tooLarge(source, `has more than ${MAX_MARKS} values`);
  const text = decode(plain, source);
  if (/^\s*</.test(text)) throw unreadable(source, 'is a web page, not the index of a chart repository');
  return parseJson(text) ?? parseYaml(text, source);
}

function inflate(bytes: Uint8Array, source: string): Uint8Array {
  if (bytes.byteLength > MAX_INDEX_BYTES) throw tooLarge(source, TOO_MANY_BYTES);
  // Some servers send the file as it lies there, compressed, without saying so.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_INDEX_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(source, TOO_MANY_BYTES, error);
    throw unreadable(source, 'is damaged or cut off (gzip)', error);
  }
}

/** Brackets, braces and commas anywhere; colons, dashes and question marks before white space. */
function countMarks(bytes: Uint8Array): number {
  let marks = 0;
  for (let position = 0; position < bytes.byteLength; position += 1) {
    const kind = MARKS[bytes[position] ?? 0];
    if (kind === ALWAYS || (kind === BEFORE_SPACE && (bytes[position + 1] ?? 0) <= SPACE)) marks += 1;
  }
  return marks;
}

function decode(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw unreadable(source, 'is not text in UTF-8', error);
  }
}

/** Undefined when the text is not JSON: it may be YAML that begins with a brace. */
function parseJson(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function parseYaml(text: string, source: string): unknown {
  try {
    return load(text, {
      schema: SCHEMA,
      maxAliases: MAX_ALIASES,
      maxTotalMergeKeys: MAX_MERGED_KEYS,
      maxDepth: MAX_DEPTH,
    });
  } catch (error) {
    // Hostile text makes the parser throw other errors, too.
    const { reason, mark } = error instanceof YAMLException ? error : new YAMLException('it cannot be read');
    const line = mark === undefined ? '' : `line ${mark.line + 1}: `;
    throw unreadable(source, `is not valid YAML: ${line}${truncateText(plainLine(reason), 200)}`, error);
  }
}

function unreadable(source: string, reason: string, cause?: unknown): RegistryError {
  return new RegistryError('protocol', `${source} ${reason}.`, { url: source, cause });
}

function tooLarge(source: string, reason: string, cause?: unknown): RegistryError {
  return new RegistryError('too_large', `${source} ${reason} and was not read.`, { url: source, cause });
}
