import { AppError } from '@/lib/errors';
import { parseYamlDocument } from '@/lib/helm/yaml-document';

const MAX_LENGTH = 256 * 1024;

/**
 * Parses a small YAML text (Chart.yaml, requirements.yaml, an annotation) into JSON-like values. Aliases are expanded
 * at most 100 times. A key `__proto__` becomes an ordinary own property.
 * @param part what the text is, for the message
 * @throws AppError `invalid_chart` when it is larger than 256 KiB, nested too deeply, or not valid YAML
 */
export function parseYamlText(text: string, part: string): unknown {
  const document = parseYamlDocument({ text, part, limit: MAX_LENGTH });
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return value;
  } catch (error) {
    throw new AppError('invalid_chart', `${part} uses aliases that cannot be expanded.`, { cause: error });
  }
}
