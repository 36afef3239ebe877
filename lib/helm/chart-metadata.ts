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
