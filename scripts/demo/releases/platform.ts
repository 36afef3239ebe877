import type { SampleChart } from '../sample-chart';

/** Many images: eight services of its own, and what they stand on. */
export const portOperations: SampleChart = {
  name: 'port-operations',
  namespace: 'platform',
  since: { 'templates/search.yaml': '5.5.0' },
  releases: [
    { version: '5.4.0', created: '2025-01-28T12:00:00Z', appVersion: '5.4.0' },
    {
      version: '5.4.2',
      created: '2025-07-15T12:00:00Z',
      appVersion: '5.4.2',
      values: { 'database.image.tag': '15.13', 'proxy.image.tag': '1.26.2', 'cache.image.tag': '7.2.9' },
    },
    {
      version: '5.5.0',
      created: '2025-12-02T12:00:00Z',
      appVersion: '5.5.0',
      values: {
        'search.enabled': true,
        'search.image.tag': '2.19.3',
        'messaging.image.tag': '3.13.7-management',
        'database.exporter.image.tag': 'v0.17.1',
      },
    },
    {
      version: '6.0.0-beta.1',
      created: '2026-07-07T12:00:00Z',
      appVersion: '6.0.0-beta.1',
      values: {
        'database.image.tag': '17.5',
        'messaging.image.tag': '4.1.3-management',
        'cache.image.tag': '8.1.4',
        'services.billing-worker.enabled': false,
        'services.invoice-service': {
          enabled: true,
          replicas: 2,
          port: 8088,
          image: { registry: 'registry.meridian.example', repository: 'operations/invoice-service', tag: '' },
        },
        'proxy.image.tag': '1.27.2',
      },
    },
    {
      version: '5.5.1',
      after: '5.5.0',
      created: '2026-10-13T12:00:00Z',
      appVersion: '5.5.1',
      values: { 'database.image.tag': '15.15', 'proxy.image.tag': '1.26.3', 'smokeTest.image.tag': '8.16.0' },
    },
    {
      version: '6.0.0-beta.2',
      after: '6.0.0-beta.1',
      created: '2026-11-19T12:00:00Z',
      appVersion: '6.0.0-beta.2',
      values: {
        'database.image.tag': '17.7',
        'proxy.image.tag': '1.27.3',
        'resources.limits.memory': '768Mi',
        'services.weather-feed.replicas': 1,
      },
    },
  ],
  channels: {
    staging: { '5-stable': '5.5.1', '6-beta': '6.0.0-beta.2' },
    production: {
      '5-stable': '5.5.0',
      '5-candidate': '5.5.1',
      '6-beta': '6.0.0-beta.1',
      '6-edge': '6.0.0-beta.2',
    },
  },
};

/** Nothing but subcharts, packed with it. */
export const portSuite: SampleChart = {
  name: 'port-suite',
  namespace: 'platform',
  releases: [
    { version: '2026.3.0', created: '2026-03-03T10:00:00Z', appVersion: '2026.3' },
    {
      version: '2026.9.0',
      created: '2026-09-08T10:00:00Z',
      appVersion: '2026.9',
      chart: {
        dependencies: [
          dependency('berth-scheduler', '1.2.0', 'harbour'),
          { ...dependency('cargo-tracker', '2.7.1', 'harbour'), condition: 'cargo-tracker.enabled' },
          {
            ...dependency('gate-pass', '0.9.1+build.231', 'harbour'),
            alias: 'truck-gate',
            condition: 'truck-gate.enabled',
          },
          { ...dependency('edge-proxy', '3.1.0', 'platform'), condition: 'edge-proxy.enabled' },
          { ...dependency('security-baseline', '1.4.0', 'platform'), tags: ['security'] },
        ],
      },
      values: { 'truck-gate.bookings.graceMinutes': 30, 'edge-proxy.enabled': true },
    },
  ],
  channels: { production: { stable: '2026.3.0', candidate: '2026.9.0' } },
};

/** Only security settings; no image at all. */
export const securityBaseline: SampleChart = {
  name: 'security-baseline',
  namespace: 'platform',
  since: { 'templates/service-account.yaml': '1.4.0' },
  releases: [
    { version: '1.2.0', created: '2025-02-25T09:00:00Z' },
    {
      version: '1.4.0',
      created: '2025-12-16T09:00:00Z',
      values: { 'quota.hard': { 'requests.cpu': '12', 'requests.memory': '24Gi', 'limits.memory': '48Gi' } },
    },
    {
      version: '2.0.0',
      created: '2026-10-27T09:00:00Z',
      values: {
        'podSecurity.level': 'restricted',
        'podSecurity.action': 'Deny',
        'network.allowIngressFrom': ['edge'],
      },
    },
  ],
  channels: {
    staging: { stable: '2.0.0' },
    production: { '1-stable': '1.4.0', '2-candidate': '2.0.0', stable: '1.4.0' },
  },
};

/** Deprecated in favour of notifications. */
export const mailRelay: SampleChart = {
  name: 'mail-relay',
  namespace: 'platform',
  releases: [
    { version: '3.1.0', created: '2024-12-10T15:00:00Z', appVersion: '3.8.5', only: 'production' },
    {
      version: '3.1.1',
      created: '2025-08-20T15:00:00Z',
      appVersion: '3.9.1',
      only: 'production',
      values: { 'relay.host': 'smtp.meridian.example:465' },
    },
    {
      version: '3.1.2',
      created: '2026-03-12T15:00:00Z',
      appVersion: '3.9.4',
      only: 'production',
      chart: {
        deprecated: true,
        description: 'DEPRECATED, use notifications. Relays mail of the services to the outside.',
      },
    },
  ],
  channels: { production: { stable: '3.1.2' } },
};

export const notifications: SampleChart = {
  name: 'notifications',
  namespace: 'platform',
  since: { 'templates/worker.yaml': '1.1.0' },
  releases: [
    { version: '1.0.0', created: '2026-02-24T11:11:00Z', appVersion: '1.0.0' },
    {
      version: '1.1.0',
      created: '2026-06-16T11:11:00Z',
      appVersion: '1.1.0',
      values: { worker: { replicas: 2, image: { repository: 'apps/notifications-worker', tag: '' } } },
    },
    {
      version: '1.2.0',
      created: '2026-10-06T11:11:00Z',
      appVersion: '1.2.0',
      values: { 'sms.provider': 'seatel', 'sms.existingSecret': 'seatel-token', 'worker.replicas': 3 },
    },
    {
      version: '1.3.0-rc.1',
      created: '2026-11-17T11:11:00Z',
      appVersion: '1.3.0-rc.1',
      values: { 'push.enabled': true, 'push.provider': 'gotify' },
    },
  ],
  channels: {
    staging: { stable: '1.2.0', candidate: '1.3.0-rc.1', beta: '1.3.0-rc.1' },
    production: { stable: '1.1.0', candidate: '1.2.0', beta: '1.3.0-rc.1' },
  },
};

/** Its image is a repository of the production registry, most of the tags it asks for included. */
export const edgeProxy: SampleChart = {
  name: 'edge-proxy',
  namespace: 'platform',
  releases: [
    { version: '3.0.4', created: '2025-01-15T17:30:00Z', appVersion: '1.25.4' },
    {
      version: '3.1.0',
      created: '2025-06-24T17:30:00Z',
      appVersion: '1.26.2',
      values: { 'image.tag': '1.26.2', 'limits.bodySize': '50m' },
    },
    {
      version: '3.2.0',
      created: '2026-05-19T17:30:00Z',
      appVersion: '1.27.2',
      values: { 'image.tag': '1.27.2', 'limits.requestsPerSecond': 40, 'tls.minimumVersion': '1.3' },
    },
    {
      version: '3.2.1',
      created: '2026-11-20T17:30:00Z',
      appVersion: '1.27.9',
      values: { 'image.tag': '1.27.9' },
    },
  ],
  channels: {
    staging: { stable: '3.2.1', edge: '3.2.1' },
    production: { stable: '3.1.0', candidate: '3.2.0', edge: '3.2.1' },
  },
};

/** A library chart. */
export const chartKit: SampleChart = {
  name: 'chart-kit',
  namespace: 'platform',
  since: { 'templates/_probes.tpl': '0.3.0' },
  releases: [
    { version: '0.2.0', created: '2024-12-03T08:30:00Z', only: 'production' },
    { version: '0.3.0', created: '2025-09-09T08:30:00Z', only: 'production' },
    {
      version: '0.3.1',
      created: '2026-08-25T08:30:00Z',
      only: 'production',
      chart: {
        description: 'Named templates that the charts of Meridian share, for labels, images and probes.',
      },
    },
  ],
  channels: { production: { stable: '0.3.1' } },
};

function dependency(name: string, version: string, namespace: string): Record<string, unknown> {
  return { name, version, repository: `oci://registry.meridian.example/${namespace}` };
}
