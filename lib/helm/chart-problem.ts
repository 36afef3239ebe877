/** A part of a chart that could not be read, while the rest could. */
export interface ChartProblem {
  /** `archive`, or a path inside the chart such as `values.yaml` or `charts/redis-1.2.0.tgz` */
  part: string;
  message: string;
}
