import { describe, expect, test } from 'vitest';
import { sampleDocument } from '@/lib/search/sample-documents';
import { createSearchEngine } from '@/lib/search/search-engine';
import { EVERYTHING } from '@/lib/search/search-request';

const charts = [
  { name: 'web', description: 'Serves pages' },
  { name: 'nginx', description: 'Web server' },
  { name: 'monitoring' },
  { name: 'plain' },
].map(sampleDocument);
const NGINX = 'docker.io/library/nginx:1.25.3';
const images = [
  [NGINX, 'docker.io/Bitnami/git:2.40'],
  [
    NGINX,
    'docker.io/library/nginx:1.25.3-alpine',
    'docker.io/library/nginx:1.26',
    'quay.io/nginx/exporter:1',
  ],
  ['quay.io/prom/alertmanager:v0.27', 'quay.io/prom/node-exporter:v1.8'],
  [],
];
const engine = createSearchEngine({ documents: charts, images });

/** The images told for each chart found, by its name. */
function imagesFor(query: string, searched = engine): Record<string, string[]> {
  const { hits } = searched.search({ ...EVERYTHING, query }, 0);
  return Object.fromEntries(hits.map((hit) => [hit.document.name, hit.images]));
}

describe('the images told with what is found for', () => {
  test.each<[string, Record<string, string[]>]>([
    ['', { web: [], nginx: [], monitoring: [], plain: [] }],
    ['image:bitnami', { web: ['docker.io/Bitnami/git:2.40'] }],
    [
      'image:exporter',
      { nginx: ['quay.io/nginx/exporter:1'], monitoring: ['quay.io/prom/node-exporter:v1.8'] },
    ],
    [
      'image:git,alertmanager',
      { web: ['docker.io/Bitnami/git:2.40'], monitoring: ['quay.io/prom/alertmanager:v0.27'] },
    ],
    ['-image:nginx', { monitoring: [], plain: [] }],
    ['alertmanager', { monitoring: ['quay.io/prom/alertmanager:v0.27'] }],
    ['alertman', { monitoring: ['quay.io/prom/alertmanager:v0.27'] }],
    ['prom/alertmanager', { monitoring: ['quay.io/prom/alertmanager:v0.27'] }],
    ['monitoring', { monitoring: [] }], // what the name says needs no image
    ['image:nginx plain', {}],
  ])('“%s”', (query, expected) => {
    expect(imagesFor(query)).toEqual(expected);
  });

  test('a name and a version are those of the version', () => {
    const found = imagesFor('nginx 1.25');
    expect(found['web']).toEqual([NGINX]);
    expect(found['nginx']).toEqual([NGINX, 'docker.io/library/nginx:1.25.3-alpine']);
    expect(Object.keys(found)[0]).toBe('nginx');
  });

  test('a common name are at most three', () => {
    expect(imagesFor('image:nginx')['nginx']).toHaveLength(3);
  });

  test('an image before images are known are none', () => {
    const early = createSearchEngine({ documents: charts, images: null });
    expect(imagesFor('nginx', early)).toEqual({ nginx: [] });
    expect(imagesFor('image:nginx', early)).toEqual({});
    expect(imagesFor('alertmanager', early)).toEqual({});
  });
});
