import { AppError } from '@/lib/errors';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import type { ChartProblem } from '@/lib/helm/chart-problem';
import { plainLine, truncateText } from '@/lib/helm/plain-text';
import { parseYamlText } from '@/lib/helm/yaml-text';

/** One change a chart's author lists for this version. */
export interface ChartChange {
  /** `added`, `changed`, `deprecated`, `removed`, `fixed`, `security`; null when the author gives none */
  kind: string | null;
  description: string;
}

const ANNOTATION = 'artifacthub.io/changes';
const KINDS = new Set(['added', 'changed', 'deprecated', 'removed', 'fixed', 'security']);
const MAX_CHANGES = 200;

/**
 * Reads the annotation `artifacthub.io/changes`: a YAML list of texts or of {kind, description}
 * (https://artifacthub.io/docs/topics/annotations/helm/). Entries without a description are left out, at most 200 are
 * kept; an annotation that is no list gives a problem.
 */
export function readChartChanges(metadata: ChartMetadata, problems: ChartProblem[]): ChartChange[] {
  const text = Object.hasOwn(metadata.annotations, ANNOTATION) ? metadata.annotations[ANNOTATION] : undefined;
  if (text === undefined || text.trim() === '') return [];
  try {
    const list = parseYamlText(text, `The annotation ${ANNOTATION}`);
    if (!Array.isArray(list))
      throw new AppError('invalid_chart', `The annotation ${ANNOTATION} is not a list.`);
    return list.slice(0, MAX_CHANGES).flatMap(toChange);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push({ part: 'Chart.yaml', message: error.message });
    return [];
  }
}

function toChange(entry: unknown): ChartChange[] {
  const isRecord = typeof entry === 'object' && entry !== null;
  const text = isRecord && 'description' in entry ? entry.description : entry;
  const description = typeof text === 'string' ? truncateText(plainLine(text), 1000) : '';
  if (description === '') return [];
  const kind = isRecord && 'kind' in entry && typeof entry.kind === 'string' ? entry.kind : '';
  return [{ kind: KINDS.has(kind) ? kind : null, description }];
}
