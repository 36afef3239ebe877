import type { ChartDependency } from '@/lib/helm/chart-metadata';
import type { ChartNode } from '@/lib/helm/chart-tree';
import { subchartValues, valueAt, type ValueMap } from '@/lib/helm/values';

/** A chart as it stands below its parent: under one name, with the values it sees. */
export interface ActiveChart {
  /** its dependency's alias, else its own name */
  name: string;
  chart: ChartNode;
  /** its own defaults under its parent's */
  values: ValueMap;
  /** `values` with each installed subchart's under its name, as templates see them */
  allValues: ValueMap;
  /** whether the default values install it: the conditions and tags of every dependency above it */
  enabled: boolean;
  subcharts: ActiveChart[];
}

const MAX_CHARTS = 200;

/**
 * Works out which charts the default values install and what values each sees, by Helm's rules: the first condition
 * that names a boolean decides, else the tags, else the chart is installed
 * (https://helm.sh/docs/topics/charts/#tags-and-condition-fields-in-dependencies). A chart required under several
 * aliases appears once for each. At most 200 charts.
 */
export function activateCharts(root: ChartNode): ActiveChart {
  let count = 0;
  const activate = (name: string, chart: ChartNode, values: ValueMap, enabled: boolean): ActiveChart => {
    const subcharts: ActiveChart[] = [];
    const allValues: ValueMap = new Map(values);
    for (const [subchart, dependency] of pairs(chart)) {
      count += 1;
      if (count > MAX_CHARTS) break;
      const subname = dependency?.alias ?? subchart.metadata.name;
      const on = enabled && (dependency === undefined || isEnabled(dependency, values, root.values));
      const active = activate(subname, subchart, subchartValues(subchart.values, values, subname), on);
      subcharts.push(active);
      if (on) allValues.set(subname, { value: active.allValues });
    }
    return { name, chart, values, allValues, enabled, subcharts };
  };
  return activate(root.metadata.name, root, root.values, true);
}

/** Every chart of the tree, parents first. */
export function listCharts(chart: ActiveChart): ActiveChart[] {
  return [chart, ...chart.subcharts.flatMap(listCharts)];
}

function pairs(chart: ChartNode): [ChartNode, ChartDependency | undefined][] {
  return chart.subcharts.flatMap((subchart): [ChartNode, ChartDependency | undefined][] => {
    const wanted = chart.dependencies.filter(({ name }) => name === subchart.metadata.name);
    return wanted.length === 0 ? [[subchart, undefined]] : wanted.map((dependency) => [subchart, dependency]);
  });
}

function isEnabled(dependency: ChartDependency, values: ValueMap, rootValues: ValueMap): boolean {
  for (const path of (dependency.condition ?? '').split(',')) {
    const value = valueAt(values, path.trim().split('.'));
    if (typeof value === 'boolean') return value;
  }
  const tags = dependency.tags
    .map((tag) => valueAt(rootValues, ['tags', tag]))
    .filter((tag) => typeof tag === 'boolean');
  return tags.length === 0 || tags.includes(true);
}
