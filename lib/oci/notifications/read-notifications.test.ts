import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import { isRepositoryName, type Digest } from '@/lib/oci/names';
import type { Notification } from '@/lib/oci/notifications/notification';
import { readNotifications, type Notices } from '@/lib/oci/notifications/read-notifications';

const DIGEST: Digest = `sha256:${'a'.repeat(64)}`;
const AT = '2026-11-24T08:00:00.000Z';
const SECONDS = Date.parse(AT) / 1000;

function read(body: unknown, headers: Record<string, string> = {}): Notices {
  return readNotifications(new Headers(headers), Buffer.from(JSON.stringify(body)));
}

function push(changes: Partial<Notification> = {}): Notification {
  const nothing = { id: null, at: null, digest: null, actor: null };
  return { ...nothing, repository: 'team/app', tag: '1.0.0', action: 'push', ...changes };
}

function distributionEvent(target: object, changes: object = {}) {
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  return {
    id: 'e1',
    timestamp: '2026-11-24T09:00:00+01:00',
    action: 'push',
    target: { mediaType, repository: 'team/app', ...target },
    ...changes,
  };
}

const harborData = (resources: object[]) => ({
  resources,
  repository: { name: 'app', namespace: 'team', repo_full_name: 'team/app', repo_type: 'private' },
});
const harborCloudEvent = (type: string) => ({
  specversion: '1.0',
  id: 'h1',
  source: '/projects/1/webhook/policies/3',
  type,
  time: AT,
  operator: 'robot$ci',
  data: harborData([{ digest: DIGEST, tag: '1.0.0' }]),
});
const zotData = { name: 'team/app', reference: '1.0.0', digest: DIGEST, manifest: '{}' };
const zotEvent = (type: string, data: object = zotData) => ({
  specversion: '1.0',
  id: 'z1',
  source: 'zotregistry.dev',
  type,
  time: AT,
  data,
});
const gitHubPackage = (changes: object = {}) => ({
  action: 'published',
  sender: { login: 'ada' },
  package: {
    name: 'app',
    namespace: 'Team',
    package_type: 'CONTAINER',
    updated_at: AT,
    package_version: { container_metadata: { tag: { name: '1.0.0', digest: DIGEST } } },
    ...changes,
  },
});
const gitHub = (event: string) => ({ 'x-github-event': event, 'x-github-delivery': 'g1' });

describe('what a sender writes is read', () => {
  test.each<{ name: string; body: unknown; headers?: Record<string, string>; says: Notification[] }>([
    {
      name: 'distribution: a tag',
      body: { events: [distributionEvent({ tag: '1.0.0', digest: DIGEST }, { actor: { name: 'ada' } })] },
      headers: { 'content-type': 'application/vnd.docker.distribution.events.v1+json' },
      says: [push({ id: 'e1', at: AT, digest: DIGEST, actor: 'ada' })],
    },
    {
      name: 'distribution: a manifest without a tag',
      body: { events: [distributionEvent({})] },
      says: [push({ id: 'e1', at: AT, tag: null })],
    },
    {
      name: 'distribution: a layer',
      body: { events: [distributionEvent({ mediaType: 'application/octet-stream' })] },
      says: [push({ id: 'e1', at: AT, tag: null, action: 'other' })],
    },
    {
      name: 'distribution: a deletion and a pull',
      body: {
        events: [
          distributionEvent({ mediaType: undefined }, { action: 'delete' }),
          distributionEvent({ tag: '1.0.0' }, { id: 'e2', action: 'pull' }),
        ],
      },
      says: [
        push({ id: 'e1', at: AT, tag: null, action: 'delete' }),
        push({ id: 'e2', at: AT, action: 'other' }),
      ],
    },
    {
      name: 'Harbor: a push of two tags',
      body: {
        type: 'PUSH_ARTIFACT',
        occur_at: SECONDS,
        operator: 'admin',
        event_data: harborData([{ tag: '1.0.0' }, { tag: DIGEST }]),
      },
      says: [push({ at: AT, actor: 'admin' }), push({ at: AT, tag: null, actor: 'admin' })],
    },
    {
      name: 'Harbor: a deletion',
      body: { type: 'DELETE_ARTIFACT', occur_at: SECONDS, event_data: harborData([{ tag: '1.0.0' }]) },
      says: [push({ at: AT, action: 'delete' })],
    },
    {
      name: 'Harbor: a pull',
      body: { type: 'PULL_ARTIFACT', occur_at: SECONDS, event_data: harborData([]) },
      says: [push({ at: AT, tag: null, action: 'other' })],
    },
    {
      name: 'Harbor: a quota',
      body: { type: 'QUOTA_WARNING', occur_at: SECONDS, event_data: { custom_attributes: {} } },
      says: [],
    },
    {
      name: 'Harbor: a CloudEvent',
      body: harborCloudEvent('harbor.artifact.pushed'),
      headers: { 'content-type': 'application/cloudevents+json' },
      says: [push({ id: 'h1', at: AT, digest: DIGEST, actor: 'robot$ci' })],
    },
    {
      name: 'Harbor: a CloudEvent of a new tag',
      body: harborCloudEvent('harbor.tag.created'),
      says: [push({ id: 'h1', at: AT, digest: DIGEST, actor: 'robot$ci' })],
    },
    {
      name: 'Quay: tags as a list',
      body: { repository: 'team/app', docker_url: 'quay.io/team/app', updated_tags: ['1.0.0', 'stable'] },
      says: [push(), push({ tag: 'stable' })],
    },
    {
      name: 'Quay: tags as keys',
      body: { repository: 'team/app', docker_url: 'quay.io/team/app', updated_tags: { '1.0.0': 'b750fe' } },
      says: [push()],
    },
    {
      name: 'Quay: a build',
      body: { repository: 'team/app', docker_url: 'quay.io/team/app', build_id: '1', docker_tags: ['x'] },
      says: [push({ tag: null, action: 'other' })],
    },
    {
      name: 'zot: structured',
      body: zotEvent('zotregistry.image.updated'),
      headers: { 'content-type': 'application/cloudevents+json' },
      says: [push({ id: 'z1', at: AT, digest: DIGEST })],
    },
    {
      name: 'zot: binary',
      body: zotData,
      headers: {
        'ce-specversion': '1.0',
        'ce-id': 'z1',
        'ce-type': 'zotregistry.image.updated',
        'ce-time': AT,
      },
      says: [push({ id: 'z1', at: AT, digest: DIGEST })],
    },
    {
      name: 'zot: a deletion by digest, under a prefix of its own',
      body: zotEvent('com.example.registry.image.deleted', { ...zotData, reference: DIGEST }),
      says: [push({ id: 'z1', at: AT, tag: null, action: 'delete', digest: DIGEST })],
    },
    {
      name: 'zot: a repository',
      body: zotEvent('zotregistry.repository.created', { name: 'team/app' }),
      says: [push({ id: 'z1', at: AT, tag: null, action: 'other' })],
    },
    {
      name: 'GitHub: package',
      body: gitHubPackage(),
      headers: gitHub('package'),
      says: [push({ id: 'g1', at: AT, digest: DIGEST, actor: 'ada' })],
    },
    {
      name: 'GitHub: registry_package, of an owner, without a tag or a time',
      body: {
        action: 'updated',
        registry_package: {
          name: 'charts/app',
          ecosystem: 'CONTAINER',
          owner: { login: 'Team' },
          updated_at: '0001-01-01T00:00:00Z',
          package_version: { container_metadata: { tag: { name: '' } } },
        },
      },
      headers: gitHub('registry_package'),
      says: [push({ id: 'g1', repository: 'team/charts/app', tag: null })],
    },
    {
      name: 'GitHub: an npm package',
      body: gitHubPackage({ package_type: 'npm' }),
      headers: gitHub('package'),
      says: [],
    },
    { name: 'GitHub: the ping of a new webhook', body: { zen: 'x' }, headers: gitHub('ping'), says: [] },
    {
      name: 'Docker Hub',
      body: {
        callback_url: 'https://registry.hub.docker.com/u/team/app/hook/1/',
        push_data: { pushed_at: SECONDS, pusher: 'ada', tag: '1.0.0' },
        repository: { repo_name: 'team/app', name: 'app', namespace: 'team' },
      },
      says: [push({ at: AT, actor: 'ada' })],
    },
  ])('$name', ({ body, headers, says }) => {
    expect(read(body, headers)).toEqual({ notifications: says, unusable: 0 });
  });
});

test('an event that names no repository is counted, and the others are read', () => {
  const events = ['Team/App', '../x', '', undefined].map((repository) => distributionEvent({ repository }));
  const notices = read({ events: [...events, 'nonsense', distributionEvent({ tag: '1.0.0' })] });
  expect(notices).toEqual({ notifications: [push({ id: 'e1', at: AT })], unusable: 5 });
});

describe('what is refused', () => {
  const many = { events: Array.from({ length: 1001 }, () => distributionEvent({})) };
  test.each([
    { name: 'another JSON', body: JSON.stringify({ hello: 'x' }), says: 'no notification Chartroom knows' },
    { name: 'an unknown CloudEvent', body: JSON.stringify(zotEvent('com.example.order')), says: 'knows' },
    { name: 'no JSON', body: '<xml/>', says: 'not JSON' },
    { name: 'no UTF-8', body: new Uint8Array([0x22, 0xff, 0x22]), says: 'not JSON' },
    { name: 'nothing', body: '', says: 'not JSON' },
    { name: 'too many events', body: JSON.stringify(many), says: '1000 events' },
    { name: 'too many bytes', body: ' '.repeat(1024 * 1024 + 1), says: '1024 KiB' },
  ])('$name', ({ body, says }) => {
    expect(() => readNotifications(new Headers(), Buffer.from(body))).toThrow(says);
    expect(() => readNotifications(new Headers(), Buffer.from(body))).toThrow(AppError);
  });

  test('a form, with what to choose instead', () => {
    const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded' });
    expect(() => readNotifications(headers, Buffer.from('payload=%7B%7D'))).toThrow('application/json');
  });
});

describe('whatever comes', () => {
  const headerNames = ['x-github-event', 'ce-type', 'ce-specversion', 'ce-time', 'content-type'] as const;
  const headers = fc.dictionary(
    fc.constantFrom(...headerNames),
    fc.constantFrom('package', 'zotregistry.image.updated', 'harbor.artifact.pushed', '1.0', 'never'),
  );
  const samples = [
    { events: [distributionEvent({ tag: '1.0.0' })] },
    { type: 'PUSH_ARTIFACT', occur_at: SECONDS, event_data: harborData([{ tag: '1.0.0' }]) },
    harborCloudEvent('harbor.artifact.pushed'),
    zotEvent('zotregistry.image.updated'),
    zotData,
    gitHubPackage(),
    { repository: 'team/app', docker_url: 'quay.io/team/app', updated_tags: ['1.0.0'] },
    { push_data: { pushed_at: SECONDS, tag: '1.0.0' }, repository: { repo_name: 'team/app' } },
  ];
  // A sender's shape with any one value in it replaced by anything.
  const spoilt = fc
    .tuple(fc.constantFrom(...samples), fc.nat(), fc.jsonValue())
    .map(([sample, nth, value]) => {
      let count = 0;
      const places = JSON.stringify(sample).match(/"[^"]*":/g)?.length ?? 1;
      return JSON.stringify(sample, (key, own: unknown) =>
        key !== '' && count++ === nth % places ? value : own,
      );
    });
  const body = fc.oneof(spoilt, fc.json(), fc.string());

  test('it is read into events of the grammar, or refused as an invalid request', () => {
    fc.assert(
      fc.property(headers, body, (sent, text) => {
        let notices: Notices;
        try {
          notices = readNotifications(new Headers(sent), Buffer.from(text));
        } catch (error) {
          return error instanceof AppError && error.code === 'invalid_request';
        }
        return notices.notifications.every(
          ({ repository, at }) =>
            isRepositoryName(repository) && (at === null || new Date(at).toISOString() === at),
        );
      }),
      { numRuns: 2000 },
    );
  });
});
