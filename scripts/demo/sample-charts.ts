import { postgresBackup, voyageReports } from './releases/data';
import {
  berthScheduler,
  cargoTracker,
  craneTelemetry,
  gatePass,
  tideGaugeExporter,
} from './releases/harbour';
import {
  chartKit,
  edgeProxy,
  mailRelay,
  notifications,
  portOperations,
  portSuite,
  securityBaseline,
} from './releases/platform';
import type { SampleChart } from './sample-chart';

/** The charts of Meridian, an invented shipping company. A chart comes after those it packs as subcharts. */
export const SAMPLE_CHARTS: readonly SampleChart[] = [
  berthScheduler,
  cargoTracker,
  gatePass,
  craneTelemetry,
  tideGaugeExporter,
  edgeProxy,
  securityBaseline,
  portOperations,
  notifications,
  mailRelay,
  chartKit,
  postgresBackup,
  voyageReports,
  portSuite,
];
