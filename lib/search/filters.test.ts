import { describe, expect, test } from 'vitest';
import {
  compileChoices,
  compileCondition,
  compileExclusion,
  isWithin,
  type Accepts,
} from '@/lib/search/filters';
import { parseQuery } from '@/lib/search/parse-query';
import type { SearchDocument } from '@/lib/search/search-document';
import { NO_CHOICES, type SearchChoices, type UpdatedChoice } from '@/lib/search/search-request';
import { indexCharts } from '@/lib/search/testing/indexed-corpus';

const NOW = Date.UTC(2026, 6, 1, 12);
const DAY = 86_400_000;
const HOUR = DAY / 24;
const ago = (milliseconds: number): string => new Date(NOW - milliseconds).toISOString();

/** Each chart is called as the test that is about it asks for. */
const charts: Partial<SearchDocument>[] = [
  {
    name: 'nginx',
    registry: 'Production',
    repository: 'platform/web/nginx',
    description: 'Web server and reverse proxy',
    keywords: ['Web Server', 'http'],
    maintainers: ['Ada Byron', 'José Pérez'],
    license: 'Apache-2.0',
    version: '1.2.3',
    appVersion: 'v1.25',
    created: ago(2 * DAY),
    signed: true,
    drifted: ['1.2.2'],
    channels: { '1-stable': '1.2.3', '1-beta': '2.0.0-rc.1' },
  },
  {
    name: 'cert-manager',
    registry: 'production-eu',
    repository: 'platform-tools/cert-manager',
    description: 'Issues certificates',
    keywords: ['tls'],
    maintainers: ['Grace Hopper'],
    license: 'MIT',
    version: '2.1.0-rc.1',
    appVersion: '2024.1',
    created: ago(40 * DAY),
    deprecated: true,
  },
  {
    name: 'common',
    registry: 'staging',
    repository: 'common',
    version: '0.9.0+build-5',
    appVersion: 'latest',
    created: ago(400 * DAY),
    library: true,
    channels: { stable: '0.9.0', 'V2-Edge': '0.9.0+build-5' },
  },
  { name: 'undated', registry: 'staging', repository: 'platform/undated', version: 'not a version' },
];
const images = [
  ['docker.io/library/nginx:1.25.3', 'quay.io/prom/exporter:v1'],
  ['quay.io/jetstack/cert-manager-controller:v1.14'],
  [],
  ['docker.io/library/nginx:1.25.3'],
];
const corpus = indexCharts(charts, images);
const withoutImages = indexCharts(charts);

const namesBy = (accepts: Accepts | undefined): string[] =>
  corpus.documents.filter((_, place) => accepts?.(place)).map(({ name }) => name);

/** The charts that every condition of a query lets through. */
function filter(query: string, searched = corpus): string[] {
  const { terms, problems } = parseQuery(query);
  expect(problems).toEqual([]);
  const compiled = terms.map(({ condition }) => compileCondition(searched, condition, NOW));
  return namesBy((place) => compiled.every((accepts) => accepts(place)));
}

const [NGINX, CERT, COMMON, UNDATED] = ['nginx', 'cert-manager', 'common', 'undated'];

describe('a condition lets through', () => {
  test.each<[string, string[]]>([
    ['anything', [NGINX, CERT, COMMON, UNDATED]],

    ['registry:production', [NGINX]], // a whole name is not a beginning
    ['registry:PRODUCTION', [NGINX]],
    ['registry:prod', [NGINX, CERT]],
    ['registry:staging,production', [NGINX, COMMON, UNDATED]],
    ['registry:duction', []],

    ['namespace:platform', [NGINX, UNDATED]],
    ['namespace:platform/', [NGINX, UNDATED]],
    ['namespace:Platform/web', [NGINX]],
    ['namespace:plat', []],
    ['namespace:common', []],
    ['namespace:platform/web/nginx', []], // a chart is no namespace

    ['name:manager', [CERT]],
    ['name:certmanager', [CERT]],
    ['name:"Cert Manager"', [CERT]],
    ['name:n', [NGINX, CERT, COMMON, UNDATED]],
    ['name:common,nginx', [NGINX, COMMON]],

    ['keyword:web', [NGINX]],
    ['keyword:server', [NGINX]],
    ['keyword:"web serv"', [NGINX]],
    ['keyword:erver', []],
    ['keyword:TLS,http', [NGINX, CERT]],

    ['channel:stable', [NGINX, COMMON]],
    ['channel:1-stable', [NGINX]],
    ['channel:edge', []], // a track is a v in small letters
    ['channel:v2-edge', [COMMON]],
    ['channel:stab', []],

    ['maintainer:ada', [NGINX]],
    ['maintainer:"jose perez"', [NGINX]],
    ['maintainer:hopper,byron', [NGINX, CERT]],

    ['license:apache', [NGINX]],
    ['license:mit', [CERT]],
    ['licence:a', [NGINX]],

    ['image:nginx', [NGINX, UNDATED]],
    ['image:nginx:1.25', [NGINX, UNDATED]],
    ['image:QUAY.io', [NGINX, CERT]],
    ['image:nginx:1.26', []],

    ['is:deprecated', [CERT]],
    ['is:prerelease', [CERT]],
    ['is:signed', [NGINX]],
    ['is:library', [COMMON]],
    ['is:drifted', [NGINX]],

    ['"reverse proxy"', [NGINX]],
    ['"proxy reverse"', []],
    ['"reverse prox"', []],
    ['"web server"', [NGINX]],
    ['"Cert Manager"', [CERT]],
    ['"ada byron"', [NGINX]],
    ['"jetstack cert manager"', [CERT]],
    ['"nginx 1.25.3"', [NGINX, UNDATED]],
    ['"..."', [NGINX, CERT, COMMON, UNDATED]],
  ])('%s', (query, names) => {
    expect(filter(query)).toEqual(names);
  });

  test.each(['image:nginx', '"nginx 1.25.3"'])('nothing for %s while images are unknown', (query) => {
    expect(filter(query, withoutImages)).toEqual([]);
  });
});

describe('a range lets through', () => {
  test.each<[string, string[]]>([
    ['version:1.2.3', [NGINX]],
    ['version:^1.2', [NGINX]],
    ['version:1.x', [NGINX]],
    ['version:">=1 <2"', [NGINX]],
    ['version:<1', [COMMON]], // whose build metadata does not count
    ['version:>=2.0.0-rc.1', [NGINX]], // by its beta channel; a pre-release of another version is out
    ['version:^2.1.0-0', [CERT]],
    ['version:2', []],
    ['version:*', [NGINX, COMMON]],
    ['version:"1.2.3 || 0.9"', [NGINX, COMMON]],
    ['app:1.25', [NGINX]],
    ['app:^1.20', [NGINX]],
    ['app:>=2024', [CERT]],
    ['app:<1', []], // “latest” is no version
  ])('%s', (query, names) => {
    expect(filter(query)).toEqual(names);
  });
});

describe('an age or a date lets through', () => {
  test.each<[string, string[]]>([
    ['updated:<7d', [NGINX]],
    ['updated:7d', [NGINX]],
    ['updated:<2d', []],
    ['updated:<=2d', [NGINX]],
    ['updated:>2d', [CERT, COMMON]],
    ['updated:>=2d', [NGINX, CERT, COMMON]],
    ['updated:>1y', [COMMON]],
    ['updated:<2mo', [NGINX, CERT]],
    ['updated:<49h', [NGINX]],
    ['updated:<6w', [NGINX, CERT]],
    ['updated:>=2026-06-01', [NGINX]],
    ['updated:2026-06', [NGINX]],
    ['updated:<2026-06', [CERT, COMMON]],
    ['updated:>2026-07-01', []],
    ['updated:<99999y', [NGINX, CERT, COMMON]], // not what has no date
    ['updated:>0h', [NGINX, CERT, COMMON]],
  ])('%s', (query, names) => {
    expect(filter(query)).toEqual(names);
  });
});

test.each<[number, UpdatedChoice, boolean]>([
  [0, '7d', true],
  [-HOUR, '7d', true], // a clock that is ahead
  [7 * DAY - 1, '7d', true],
  [7 * DAY, '7d', false],
  [7 * DAY, '30d', true],
  [89 * DAY, '90d', true],
  [365 * DAY - 1, '365d', true],
  [365 * DAY - 1, 'older', false],
  [365 * DAY, '365d', false],
  [365 * DAY, 'older', true],
  [Number.NaN, '7d', false],
  [Number.NaN, 'older', false],
])('isWithin(%d ms, %s) is %s', (age, choice, expected) => {
  expect(isWithin(age, choice)).toBe(expected);
});

describe('a word left out keeps out', () => {
  test.each<[string, string[]]>([
    ['proxy', [NGINX]],
    ['prox', []], // not what it begins
    ['certificate', [CERT]], // its other forms
    ['cert-manager', [CERT]],
    ['certmanager', [CERT]],
    ['ada', [NGINX]],
    ['exporter', [NGINX]], // by an image
    ['1.25.3', [NGINX, UNDATED]],
    ['staging', [COMMON, UNDATED]],
    ['.', []],
    ['constructor', []],
  ])('%s', (word, names) => {
    expect(namesBy(compileExclusion(corpus, word))).toEqual(names);
  });

  test('nothing of images that are unknown', () => {
    expect(namesBy(compileExclusion(withoutImages, 'exporter'))).toEqual([]);
  });
});

describe('a choice lets through', () => {
  test.each<[Partial<SearchChoices>, string[]]>([
    [{ registries: ['Production'] }, [NGINX]],
    [{ registries: ['production'] }, []], // names of registries are chosen, not typed
    [{ registries: ['staging', 'Production'] }, [NGINX, COMMON, UNDATED]],
    [{ namespace: 'platform' }, [NGINX, UNDATED]],
    [{ namespace: 'platform/web' }, [NGINX]],
    [{ keyword: 'web server' }, [NGINX]],
    [{ keyword: 'web' }, []], // keywords are chosen whole
    [{ channel: 'stable' }, [NGINX, COMMON]],
    [{ channel: 'beta' }, [NGINX]],
    [{ channel: '1-stable' }, []],
    [{ updated: '7d' }, [NGINX]],
    [{ updated: '90d' }, [NGINX, CERT]],
    [{ updated: 'older' }, [COMMON]],
    [{ deprecated: 'hide' }, [NGINX, COMMON, UNDATED]],
    [{ deprecated: 'only' }, [CERT]],
  ])('%o', (choices, names) => {
    const compiled = compileChoices(corpus, { ...NO_CHOICES, ...choices }, NOW);
    expect(Object.keys(compiled)).toEqual(Object.keys(choices));
    expect(namesBy(Object.values(compiled)[0])).toEqual(names);
  });

  test('everything when nothing is chosen', () => {
    expect(compileChoices(corpus, NO_CHOICES, NOW)).toEqual({});
  });
});
