import { isNode, LineCounter, visit, type Document } from 'yaml';
import { Configuration } from '@/lib/config/configuration';
import { listRegistries } from '@/lib/config/registry-list';
import { expandYaml, parseYaml, type YamlFault } from '@/lib/config/yaml-text';
import { AppError } from '@/lib/errors';

type Environment = Readonly<Record<string, string | undefined>>;

/** One thing wrong with the configuration, and where. */
interface Mistake {
  /** `registries[0].url`, or the empty string for the file as a whole */
  path: string;
  line: number | undefined;
  message: string;
}

/**
 * Reads the text of `chartroom.yaml`. `${NAME}` inside any text value is replaced from `environment`, after the YAML
 * has been parsed, so that a secret can hold any character.
 * @param source the file's name, for messages
 * @throws AppError `invalid_configuration` whose message lists every mistake with its path and line
 */
export function parseConfiguration(text: string, source: string, environment: Environment): Configuration {
  const lines = new LineCounter();
  const document = parseYaml(text, lines);
  if (Array.isArray(document)) throw invalidConfiguration(source, document.map(atTop));
  const mistakes = replaceVariables(document, lines, environment);
  const expanded = expandYaml(document);
  if (Array.isArray(expanded)) throw invalidConfiguration(source, [...mistakes, ...expanded.map(atTop)]);
  const result = Configuration.safeParse(expanded.content ?? {});
  if (result.success && mistakes.length === 0) return result.data;
  for (const issue of result.error?.issues ?? []) {
    mistakes.push({
      path: formatPath(issue.path),
      line: lineOf(document, lines, issue.path),
      message: issue.message,
    });
  }
  throw invalidConfiguration(source, mistakes);
}

/**
 * Reads `CHARTROOM_REGISTRIES`: addresses separated by commas, each named after its host or folder. A Helm repository
 * is written `helm+https://host/path`, a folder of image layouts `file:///folder`.
 * @throws AppError `invalid_configuration`
 */
export function parseRegistryList(text: string): Configuration {
  const result = Configuration.safeParse({ registries: listRegistries(text) });
  if (result.success) return result.data;
  throw invalidConfiguration(
    'CHARTROOM_REGISTRIES',
    result.error.issues.map((issue) => ({
      path: formatPath(issue.path),
      line: undefined,
      message: issue.message,
    })),
  );
}

function replaceVariables(document: Document, lines: LineCounter, environment: Environment): Mistake[] {
  const mistakes: Mistake[] = [];
  visit(document, {
    Scalar(key, node) {
      // A message about a key shows it, so what it holds must not be a secret.
      if (key === 'key' || typeof node.value !== 'string') return;
      node.value = node.value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_whole, name: string) => {
        const value = environment[name];
        if (value !== undefined) return value;
        const line = node.range ? lines.linePos(node.range[0]).line : undefined;
        mistakes.push({ path: '', line, message: `the environment has no variable ${name}` });
        return '';
      });
    },
  });
  return mistakes;
}

function atTop(fault: YamlFault): Mistake {
  return { path: '', ...fault };
}

function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}

/** The line of the deepest node that exists on `path`: a missing key is reported at its parent. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

function invalidConfiguration(source: string, mistakes: readonly Mistake[]): AppError {
  const list = mistakes.map(({ path, line, message }) => {
    const place = [path, line === undefined ? '' : `line ${line}`].filter((part) => part !== '').join(', ');
    return `  - ${place === '' ? '' : `${place}: `}${message}`;
  });
  return new AppError(
    'invalid_configuration',
    `${source} has ${count(mistakes.length)}:\n${list.join('\n')}`,
  );
}

function count(mistakes: number): string {
  return mistakes === 1 ? 'a mistake' : `${mistakes} mistakes`;
}
