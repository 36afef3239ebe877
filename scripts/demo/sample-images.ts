/** A container image of the production registry; the layers are made up, the shape is real. */
export interface SampleImage {
  repository: string;
  tags: readonly string[];
  /** `os/architecture`; more than one makes an index */
  platforms: readonly string[];
}

const BOTH = ['linux/amd64', 'linux/arm64'];

/**
 * What the charts refer to, but not all of it: nginx 1.27.9 and the images of the newest pre-releases are not there yet,
 * so that asking for them has both answers.
 */
export const SAMPLE_IMAGES: readonly SampleImage[] = [
  {
    repository: 'library/nginx',
    tags: ['1.25.4', '1.26.2', '1.26.3', '1.27.2', '1.27.3', 'stable'],
    platforms: BOTH,
  },
  {
    repository: 'apps/berth-scheduler',
    tags: ['1.1.0', '1.2.0', '1.2.1', '2.0.0-beta.2'],
    platforms: BOTH,
  },
  {
    repository: 'apps/berth-migration',
    tags: ['2.0.0-beta.1', '2.0.0-beta.2'],
    platforms: ['linux/amd64'],
  },
  { repository: 'cranes/collector', tags: ['4.1.0', '4.1.1', '4.2.0'], platforms: ['linux/amd64'] },
  { repository: 'cranes/alarms', tags: ['4.1.1', '4.2.0'], platforms: ['linux/amd64'] },
  { repository: 'operations/planning-board', tags: ['5.4.0', '5.4.2', '5.5.0', '5.5.1'], platforms: BOTH },
  { repository: 'operations/vessel-service', tags: ['5.5.0', '5.5.1'], platforms: BOTH },
  { repository: 'apps/notifications-worker', tags: ['1.1.0', '1.2.0'], platforms: ['linux/amd64'] },
];
