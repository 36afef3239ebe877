import { AppError } from '@/lib/errors';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import type { ChartProblem } from '@/lib/helm/chart-problem';
import { isImageReference } from '@/lib/helm/image-reference';
import { plainLine } from '@/lib/helm/plain-text';
import { parseYamlText } from '@/lib/helm/yaml-text';

// Artifact Hub's annotation, and the one Bitnami's charts carry; both hold a YAML list of {name, image}.
// https://artifacthub.io/docs/topics/annotations/helm/
const ANNOTATIONS = ['artifacthub.io/images', 'images'];
const MAX_IMAGES = 500;

/** An image a chart's author lists in an annotation. */
export interface DeclaredImage {
  image: string;
  /** the annotation's name */
  annotation: string;
}

/**
 * The images a chart declares in its annotations, each once; at most 500. An annotation that is no such list gives a
 * problem, entries that are no image references are left out.
 * @param part what problems are reported under
 */
export function readDeclaredImages(
  metadata: ChartMetadata,
  part: string,
  problems: ChartProblem[],
): DeclaredImage[] {
  const found = new Map<string, DeclaredImage>();
  for (const annotation of ANNOTATIONS) {
    const text = Object.hasOwn(metadata.annotations, annotation)
      ? metadata.annotations[annotation]
      : undefined;
    if (text === undefined || text.trim() === '') continue;
    for (const image of parseList(text, annotation, part, problems)) {
      if (found.size < MAX_IMAGES && !found.has(image)) found.set(image, { image, annotation });
    }
  }
  return [...found.values()];
}

function parseList(text: string, annotation: string, part: string, problems: ChartProblem[]): string[] {
  try {
    const list = parseYamlText(text, `The annotation ${annotation}`);
    if (!Array.isArray(list))
      throw new AppError('invalid_chart', `The annotation ${annotation} is not a list.`);
    return list.flatMap((entry: unknown) => {
      const image = typeof entry === 'object' && entry !== null && 'image' in entry ? entry.image : entry;
      const line = typeof image === 'string' ? plainLine(image) : '';
      return isImageReference(line) ? [line] : [];
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push({ part, message: error.message });
    return [];
  }
}
