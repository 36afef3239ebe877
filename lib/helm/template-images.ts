import { AppError } from '@/lib/errors';
import { listCharts, type ActiveChart } from '@/lib/helm/active-charts';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import type { ChartProblem } from '@/lib/helm/chart-problem';
import { within } from '@/lib/helm/chart-tree';
import { Effort } from '@/lib/helm/effort';
import { isImageReference } from '@/lib/helm/image-reference';
import { RenderedText } from '@/lib/helm/rendered-text';
import { runTemplate } from '@/lib/helm/template-evaluation';
import { parseTemplate } from '@/lib/helm/template-parser';
import type { Body } from '@/lib/helm/template-syntax';
import { toTemplateMap, UNKNOWN, type TemplateMap } from '@/lib/helm/template-value';
import { readText } from '@/lib/helm/text-file';

/** An image that comes out of a template. */
interface TemplateImage {
  image: string;
  /** path inside the outermost chart */
  file: string;
  line: number;
  /** whether it comes out with the default values; false when a condition has to be met first */
  default: boolean;
}

/** What the templates of a chart and its subcharts give. */
export interface TemplateImages {
  images: TemplateImage[];
  /** whether the default values let any installed chart's templates print this text, in an argument for example */
  prints(text: string): boolean;
  /** whether there were templates and all of them were read */
  complete: boolean;
}

interface TemplateSource {
  chart: ActiveChart;
  path: string;
  body: Body;
}

const MAX_TEMPLATE = 512 * 1024;
/** Characters of templates over all charts. */
const MAX_TEMPLATES = 16 * 1024 * 1024;
const MAX_COMMENT = 500;
const MAX_IMAGES = 2000;
/** Characters kept for `prints`. */
const MAX_PRINTED = 2 * 1024 * 1024;
const EFFORT = 400_000;
const IMAGE_LINE =
  /(?:^|[\s{,"'-])image["']?[ \t]*:[ \t]*(?:[|>][-+]?[ \t]*\n[ \t]*)?(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#,}\]"']+))/g;

/**
 * Reads the images that templates put under a key `image`. Templates are run twice: with the default values, and with
 * both sides of every condition around an image, which finds what could be switched on. Nothing is asked of a cluster;
 * an image name with an unknown part is left out. Never throws: a template that is none, or a run that takes too long,
 * becomes a problem.
 */
export function findTemplateImages(root: ActiveChart, problems: ChartProblem[]): TemplateImages {
  const before = problems.length;
  const { sources, defines } = readTemplates(root, problems);
  const holders = reachableDefines(defines, ({ hasImageKey }) => hasImageKey);
  const mentions = reachableDefines(defines, ({ mentionsImage }) => mentionsImage);
  const relevant = sources.filter(
    ({ body }) => body.mentionsImage || body.includes.some((name) => mentions.has(name)),
  );
  const holdsImages = (body: Body): boolean =>
    body.hasImageKey || body.includes.some((name) => holders.has(name));

  const images = new Map<string, TemplateImage>();
  const printed: string[] = [];
  let printedLength = 0;
  for (const mode of ['default', 'exploring'] as const) {
    const effort = new Effort(EFFORT);
    const explores = mode === 'exploring' ? holdsImages : () => false;
    const contexts = new Map<ActiveChart, TemplateMap>();
    for (const { chart, path, body } of relevant) {
      if (mode === 'default' && !chart.enabled) continue;
      const output = new RenderedText(effort);
      try {
        const context = contexts.get(chart) ?? makeContext(chart, effort);
        contexts.set(chart, context);
        context.set(
          'Template',
          new Map([
            ['Name', path],
            ['BasePath', within(chart.chart.path, 'templates')],
          ]),
        );
        runTemplate(body, context, { defines, effort, explores }, output);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const known = problems.some(({ part }) => part === path);
        if (!known) problems.push({ part: path, message: `Not all images are known. ${error.message}` });
        if (effort.isUsedUp) break;
        continue;
      }
      if (mode === 'default' && printedLength < MAX_PRINTED) {
        printed.push(output.text);
        printedLength += output.text.length;
      }
      for (const { image, line } of scanImages(output)) {
        if (!images.has(image) && images.size < MAX_IMAGES)
          images.set(image, { image, file: path, line, default: mode === 'default' });
      }
    }
  }
  return {
    images: [...images.values()],
    prints: (text) => printed.some((output) => output.includes(text)),
    complete: sources.length > 0 && problems.length === before,
  };
}

function readTemplates(
  root: ActiveChart,
  problems: ChartProblem[],
): { sources: TemplateSource[]; defines: Map<string, Body> } {
  const sources: TemplateSource[] = [];
  const defines = new Map<string, Body>();
  let length = 0;
  // Parents come last, because what they define counts over what their subcharts define.
  for (const chart of listCharts(root).reverse()) {
    for (const [name, bytes] of chart.chart.files) {
      if (!/^templates\/.*\.(ya?ml|tpl|txt)$/s.test(name) || /(^|\/)NOTES\.txt$/.test(name)) continue;
      const path = within(chart.chart.path, name);
      try {
        length += bytes.byteLength;
        if (bytes.byteLength > MAX_TEMPLATE)
          throw new AppError('invalid_chart', 'The template is larger than 512 KiB.');
        if (length > MAX_TEMPLATES) {
          throw new AppError('invalid_chart', 'All templates together are larger than 16 MiB.');
        }
        const file = parseTemplate(readText(bytes, path, problems));
        for (const [define, body] of file.defines) defines.set(define, body);
        const isPartial = /(^|\/)_[^/]*$/.test(name) || chart.chart.metadata.type === 'library';
        if (!isPartial) sources.push({ chart, path, body: file.body });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        problems.push({ part: path, message: `Not read for images. ${error.message}` });
      }
    }
  }
  return { sources: sources.reverse(), defines };
}

/** The names of templates that have a quality themselves or include one that has it. */
function reachableDefines(defines: ReadonlyMap<string, Body>, has: (body: Body) => boolean): Set<string> {
  const includers = new Map<string, string[]>();
  for (const [name, body] of defines) {
    for (const included of body.includes) {
      const list = includers.get(included);
      if (list === undefined) includers.set(included, [name]);
      else list.push(name);
    }
  }
  const reached = new Set([...defines].filter(([, body]) => has(body)).map(([name]) => name));
  // A set grows while it is walked, and each name is visited once.
  for (const name of reached) for (const includer of includers.get(name) ?? []) reached.add(includer);
  return reached;
}

function* scanImages(output: RenderedText): Generator<{ image: string; line: number }> {
  const { text } = output;
  for (const match of text.matchAll(IMAGE_LINE)) {
    const image = match[1] ?? match[2] ?? match[3] ?? '';
    const start = match.index + 1;
    const near = text.slice(Math.max(0, start - MAX_COMMENT), start);
    const before = near.slice(near.lastIndexOf('\n') + 1);
    const isComment = /^\s*#|\s#/.test(before);
    if (!isComment && isImageReference(image))
      yield { image, line: output.lineAt(start + match[0].length - 2) };
  }
}

/** What Helm hands to templates: https://helm.sh/docs/chart_template_guide/builtin_objects/ */
function makeContext({ chart, allValues }: ActiveChart, effort: Effort): TemplateMap {
  const version: TemplateMap = new Map([
    ['Version', 'v1.35.0'],
    ['GitVersion', 'v1.35.0'],
    ['Major', '1'],
    ['Minor', '35'],
  ]);
  return new Map<string, TemplateMap | typeof UNKNOWN>([
    ['Values', toTemplateMap(allValues, effort)],
    ['Chart', describeChart(chart.metadata)],
    [
      'Release',
      new Map<string, string | boolean | number>([
        ['Name', 'release-name'],
        ['Namespace', 'default'],
        ['Service', 'Helm'],
        ['IsInstall', true],
        ['IsUpgrade', false],
        ['Revision', 1],
      ]),
    ],
    [
      'Capabilities',
      new Map<string, TemplateMap | typeof UNKNOWN>([
        ['KubeVersion', version],
        ['APIVersions', UNKNOWN],
        ['HelmVersion', UNKNOWN],
      ]),
    ],
    ['Files', UNKNOWN],
    ['Subcharts', UNKNOWN],
  ]);
}

function describeChart(metadata: ChartMetadata): TemplateMap {
  return new Map<string, string | TemplateMap>([
    ['Name', metadata.name],
    ['Version', metadata.version],
    ['AppVersion', metadata.appVersion ?? ''],
    ['APIVersion', metadata.apiVersion],
    ['KubeVersion', metadata.kubeVersion ?? ''],
    ['Type', metadata.type],
    ['Description', metadata.description],
    ['Home', metadata.home ?? ''],
    ['Annotations', new Map(Object.entries(metadata.annotations))],
  ]);
}
