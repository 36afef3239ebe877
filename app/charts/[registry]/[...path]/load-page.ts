import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { Chart } from '@/lib/api/schema/chart';
import type { Comparison } from '@/lib/api/schema/comparison';
import type { Problem } from '@/lib/api/schema/problem';
import type { RegistryState } from '@/lib/api/schema/registry';
import type { Release } from '@/lib/api/schema/release';
import { describeProblem } from '@/lib/api/problem';
import { selectRelease, type ChartSelection } from '@/components/chart/chart-selection';
import { parseChartReference, parseChartSegments, type ChartReference } from '@/lib/references';
import { getChart, getRelease } from '@/lib/services/charts';
import { compareChartReleases, type ComparisonEnds } from '@/lib/services/comparisons';
import { getRegistry } from '@/lib/services/registries';

/** A part of a page: what was read, or why it could not be. */
export type Part<T> = { value: T; problem: null } | { value: null; problem: Problem };

const NOT_FOUND = new Set(['invalid_reference', 'chart_not_found', 'registry_not_found']);

/** The reference an address names; ends in the not-found page when it names none. */
export async function readReference(
  params: Promise<{ registry: string; path: string[] }>,
): Promise<ChartReference> {
  const { registry, path } = await params;
  return foundOrNot(() => parseChartSegments([registry, ...path]));
}

/** A chart and the state of its registry; once for metadata and page. */
export const loadChart = cache(
  async (registry: string, repository: string): Promise<{ chart: Part<Chart>; state: RegistryState }> => {
    const [state, chart] = await Promise.all([
      attempt(getRegistry(registry)),
      attempt(getChart({ registry, repository })),
    ]);
    if (state.problem !== null) notFound();
    return { chart, state: state.value };
  },
);

/** The release that is shown, opened. */
export async function loadRelease(
  reference: ChartReference,
  { version, digest }: ChartSelection,
): Promise<Part<Release>> {
  const { registry, repository, selector } = reference;
  if (selector !== undefined) return attempt(getRelease(reference));
  if (version !== null)
    return attempt(getRelease({ registry, repository, selector: { kind: 'version', version } }));
  // A chart of channels only has no default version; parsing checks what the wire type leaves open.
  if (digest !== null) return attempt(getRelease(parseChartReference(`${registry}/${repository}@${digest}`)));
  return attempt(getRelease({ registry, repository }));
}

/** What a chart's page is called: `app 1.2.1 · staging`. */
export function pageTitle(reference: ChartReference, chart: Chart | null): string {
  if (chart === null) return `${reference.repository} · ${reference.registry}`;
  const { version } = selectRelease(chart, reference.selector);
  return `${chart.name}${version === null ? '' : ` ${version}`} · ${reference.registry}`;
}

/** How long a page waits for a comparison, in milliseconds; after that the browser asks for it. */
const COMPARISON_PATIENCE = 8000;

/** What differs between two releases; undefined where it can't be had in time: the browser then asks, and says why. */
export async function loadComparison(ends: ComparisonEnds): Promise<Comparison | undefined> {
  const { value } = await attempt(compareChartReleases(ends, AbortSignal.timeout(COMPARISON_PATIENCE)));
  return value ?? undefined;
}

// A failure the visitor can understand becomes a part of the page; what does not exist ends in the not-found page.
async function attempt<T>(reading: Promise<T>): Promise<Part<T>> {
  try {
    return { value: await reading, problem: null };
  } catch (error) {
    const problem = describeProblem(error);
    if (problem === undefined) throw error;
    if (NOT_FOUND.has(problem.code)) notFound();
    return { value: null, problem };
  }
}

function foundOrNot<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (NOT_FOUND.has(describeProblem(error)?.code ?? '')) notFound();
    throw error;
  }
}
