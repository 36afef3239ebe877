import type { SampleChart } from '../sample-chart';

/** Version 2 waits in `2-beta`; meanwhile a security fix goes through `1-candidate` to `1-stable`. */
export const berthScheduler: SampleChart = {
  name: 'berth-scheduler',
  namespace: 'harbour',
  since: { 'templates/servicemonitor.yaml': '1.1.0', 'templates/migration-job.yaml': '2.0.0-beta.1' },
  releases: [
    { version: '1.0.3', created: '2025-02-11T09:20:00Z', appVersion: '1.0.3' },
    {
      version: '1.1.0',
      created: '2025-06-03T13:05:00Z',
      appVersion: '1.1.0',
      values: { 'planning.horizon': 'P7D', 'metrics.serviceMonitor.enabled': true },
    },
    {
      version: '1.2.0',
      created: '2026-01-20T10:42:00Z',
      appVersion: '1.2.0',
      values: {
        'planning.draftMargin': 0.6,
        'resources.requests.memory': '128Mi',
        'tides.source': 'https://tides.meridian.example/v2',
      },
    },
    {
      version: '2.0.0-beta.1',
      created: '2026-08-05T08:15:00Z',
      appVersion: '2.0.0-beta.1',
      values: {
        replicaCount: 3,
        'database.existingSecret': null,
        'database.url': 'postgresql://berth-scheduler-database/plans',
        'events.retention': 'P2Y',
        migration: {
          from: '1.2',
          image: { repository: 'apps/berth-migration', tag: '2.0.0-beta.1' },
        },
      },
    },
    {
      version: '2.0.0-beta.2',
      created: '2026-09-17T15:31:00Z',
      appVersion: '2.0.0-beta.2',
      values: { 'migration.image.tag': '2.0.0-beta.2', 'migration.batch': 500 },
    },
    {
      version: '1.2.1',
      after: '1.2.0',
      created: '2026-11-12T07:55:00Z',
      appVersion: '1.2.1',
      annotations: {
        'artifacthub.io/containsSecurityUpdates': 'true',
        'artifacthub.io/changes': [
          '- kind: security',
          '  description: A forged arrival forecast can no longer read plans of other ports (MER-2026-014)',
          '',
        ].join('\n'),
      },
    },
    {
      version: '2.0.0-rc.1',
      after: '2.0.0-beta.2',
      created: '2026-11-16T11:08:00Z',
      appVersion: '2.0.0-rc.1',
      values: {
        'migration.image.tag': '2.0.0-rc.1',
        'events.snapshotEvery': 1000,
        'resources.limits.memory': '512Mi',
      },
      annotations: {
        'artifacthub.io/changes': [
          '- kind: security',
          '  description: The fix of 1.2.1 (MER-2026-014)',
          '- kind: changed',
          '  description: Snapshots make the start ten times faster',
          '',
        ].join('\n'),
      },
    },
  ],
  channels: {
    staging: { '1-stable': '1.2.1', '1-candidate': '1.2.1', '2-beta': '2.0.0-rc.1', '2-edge': '2.0.0-rc.1' },
    production: {
      stable: '1.2.0',
      '1-stable': '1.2.0',
      '1-candidate': '1.2.1',
      '2-beta': '2.0.0-beta.2',
      '2-edge': '2.0.0-rc.1',
    },
  },
};

/** The version after all of them: pushed by whoever tries the demo. */
export const nextBerthScheduler: SampleChart = {
  ...berthScheduler,
  releases: [
    ...berthScheduler.releases,
    {
      version: '1.2.2',
      after: '1.2.1',
      created: '2026-11-23T09:00:00Z',
      appVersion: '1.2.2',
      values: { 'planning.draftMargin': 0.8 },
    },
  ],
};

/** In both registries, with the same digests. */
export const cargoTracker: SampleChart = {
  name: 'cargo-tracker',
  namespace: 'harbour',
  since: { 'templates/poddisruptionbudget.yaml': '2.7.0' },
  releases: [
    { version: '2.6.0', created: '2025-03-19T14:00:00Z', appVersion: '2.6.0' },
    {
      version: '2.7.0',
      created: '2025-10-08T09:45:00Z',
      appVersion: '2.7.0',
      values: { 'cache.image.tag': '7.2.11', 'cache.resources.requests.memory': '256Mi' },
    },
    {
      version: '2.7.1',
      created: '2026-04-14T16:22:00Z',
      appVersion: '2.7.1',
      values: { 'cache.image.tag': '7.2.12' },
    },
    {
      version: '3.0.0-alpha.1',
      created: '2026-06-30T10:10:00Z',
      appVersion: '3.0.0-alpha.1',
      values: {
        'queue.url': null,
        'queue.urls': ['amqp://rabbitmq.messaging.svc:5672/cargo'],
        'cache.image.tag': '8.1.4',
      },
    },
    {
      version: '3.0.0-beta.1',
      created: '2026-09-02T10:30:00Z',
      appVersion: '3.0.0-beta.1',
      values: { 'queue.prefetch': 50, 'gates.protocol': 2 },
    },
    {
      version: '3.0.0-beta.2',
      created: '2026-11-04T12:51:00Z',
      appVersion: '3.0.0-beta.2',
      values: { 'queue.prefetch': 200, 'cache.image.tag': '8.1.5' },
    },
  ],
  channels: {
    staging: { '2-stable': '2.7.1', '3-beta': '3.0.0-beta.2', '3-edge': '3.0.0-beta.2' },
    production: { '2-stable': '2.7.1', '3-beta': '3.0.0-beta.1', '3-edge': '3.0.0-beta.2' },
  },
};

/** Gates are certified per build, so the build is part of the version. */
export const gatePass: SampleChart = {
  name: 'gate-pass',
  namespace: 'harbour',
  releases: [
    { version: '0.9.0+build.218', created: '2025-05-27T06:40:00Z', appVersion: '0.9.0' },
    {
      version: '0.9.1+build.231',
      created: '2025-11-13T06:58:00Z',
      appVersion: '0.9.1',
      values: { 'bookings.graceMinutes': 20 },
    },
    {
      version: '0.10.0-rc.1+build.260',
      created: '2026-10-22T07:12:00Z',
      appVersion: '0.10.0-rc.1',
      values: {
        'bookings.url': 'http://bookings.gate.svc/v2',
        'plates.countries': ['NL', 'BE', 'DE', 'FR'],
      },
    },
  ],
  channels: {
    staging: { stable: '0.9.1+build.231', beta: '0.10.0-rc.1+build.260' },
    production: { stable: '0.9.0+build.218', candidate: '0.9.1+build.231', beta: '0.10.0-rc.1+build.260' },
  },
};

/** Has a schema, and lists its own images and changes. */
export const craneTelemetry: SampleChart = {
  name: 'crane-telemetry',
  namespace: 'harbour',
  releases: [
    { version: '4.1.0', created: '2025-04-09T11:25:00Z', appVersion: '4.1.0' },
    {
      version: '4.1.1',
      created: '2025-09-24T08:02:00Z',
      appVersion: '4.1.1',
      annotations: {
        'artifacthub.io/images': craneImages('4.1.1', '2.7.6-alpine'),
        'artifacthub.io/changes':
          '- kind: fixed\n  description: A crane that is switched off no longer raises an alarm\n',
      },
    },
    {
      version: '4.2.0',
      created: '2026-05-06T09:33:00Z',
      appVersion: '4.2.0',
      values: {
        'influxdb.image.tag': '2.7.12-alpine',
        'influxdb.storage': '100Gi',
        'limits.gustSeconds': 3,
        'alarms.repeatMinutes': 10,
      },
      annotations: {
        'artifacthub.io/images': craneImages('4.2.0', '2.7.12-alpine'),
        'artifacthub.io/changes': [
          '- kind: added',
          '  description: Gusts shorter than limits.gustSeconds do not count',
          '- kind: changed',
          '  description: InfluxDB 2.7.12',
          '',
        ].join('\n'),
      },
    },
    {
      version: '4.3.0-rc.1',
      created: '2026-11-10T13:47:00Z',
      appVersion: '4.3.0-rc.1',
      values: { 'alarms.notify': 'http://notifications.platform.svc/v1/messages', 'alarms.repeatMinutes': 5 },
      annotations: {
        'artifacthub.io/prerelease': 'true',
        'artifacthub.io/images': craneImages('4.3.0-rc.1', '2.7.12-alpine'),
        'artifacthub.io/changes':
          '- kind: added\n  description: Alarms reach people through the notifications service\n',
      },
    },
  ],
  channels: {
    staging: { stable: '4.2.0', candidate: '4.3.0-rc.1', edge: '4.3.0-rc.1' },
    production: { stable: '4.1.1', candidate: '4.2.0' },
  },
};

/** Released never: only pre-releases, only in staging, pinned by digest. */
export const tideGaugeExporter: SampleChart = {
  name: 'tide-gauge-exporter',
  namespace: 'harbour',
  releases: [
    { version: '0.1.0-alpha.1', created: '2026-09-29T09:00:00Z', only: 'staging' },
    {
      version: '0.1.0-alpha.2',
      created: '2026-11-18T16:05:00Z',
      appVersion: '0.1.0-alpha.2',
      only: 'staging',
      values: {
        'exporter.image.digest': 'sha256:c0ffee5b1d8e4f27a90b63c2d5e8f1047a6b9c3d2e5f80719a4b6c8d0e2f4a6b',
        'exporter.interval': '10s',
      },
    },
  ],
  channels: { staging: { edge: '0.1.0-alpha.2' } },
};

function craneImages(version: string, influxdb: string): string {
  return [
    '- name: collector',
    `  image: registry.meridian.example/cranes/collector:${version}`,
    '- name: alarms',
    `  image: registry.meridian.example/cranes/alarms:${version}`,
    '- name: influxdb',
    `  image: docker.io/library/influxdb:${influxdb}`,
    '',
  ].join('\n');
}
