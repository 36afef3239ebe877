import type { SampleChart } from '../sample-chart';

/** Has no values.yaml. */
export const postgresBackup: SampleChart = {
  name: 'postgres-backup',
  namespace: 'data',
  releases: [
    { version: '1.0.0', created: '2025-03-04T05:00:00Z', appVersion: '16.2' },
    { version: '1.0.1', created: '2025-11-25T05:00:00Z', appVersion: '16.11' },
    { version: '1.1.0', created: '2026-09-15T05:00:00Z', appVersion: '17.6' },
  ],
  channels: {
    staging: { stable: '1.1.0' },
    production: { stable: '1.0.1', beta: '1.1.0' },
  },
};

export const voyageReports: SampleChart = {
  name: 'voyage-reports',
  namespace: 'data',
  releases: [
    { version: '0.14.0', created: '2025-05-13T14:14:00Z', appVersion: '0.14.0' },
    {
      version: '0.15.0',
      created: '2026-02-10T14:14:00Z',
      appVersion: '0.15.0',
      values: {
        reportImage: 'registry.meridian.example/data/voyage-reports:0.15.0',
        format: 'html',
        'notebook.image': 'quay.io/jupyter/scipy-notebook:2026-01-26',
      },
    },
    {
      version: '0.16.0-beta.1',
      created: '2026-11-05T14:14:00Z',
      appVersion: '0.16.0-beta.1',
      values: {
        reportImage: 'registry.meridian.example/data/voyage-reports:0.16.0-beta.1',
        reports: [
          { name: 'delays', schedule: '0 4 * * *' },
          { name: 'emissions', schedule: '30 4 * * 1' },
          { name: 'shore-power', schedule: '0 5 1 * *' },
        ],
        'notebook.enabled': true,
      },
    },
  ],
  channels: {
    staging: { stable: '0.15.0', beta: '0.16.0-beta.1' },
    production: { stable: '0.14.0', candidate: '0.15.0' },
  },
};
