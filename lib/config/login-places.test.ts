import { homedir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { dockerPlaces, helmPlaces, podmanPlaces, type LoginPlace } from '@/lib/config/login-places';

type Row = [Record<string, string>, string[]];

const titles = (places: LoginPlace[]): string[] =>
  places.map((place) => ('file' in place ? place.file : `$${place.variable}`));

describe('dockerPlaces', () => {
  test.each<Row>([
    [{ HOME: '/h' }, ['/h/.docker/config.json']],
    [{ HOME: '/h', DOCKER_CONFIG: '/d' }, ['/d/config.json']],
    [{ HOME: '/h', DOCKER_CONFIG: '' }, ['/h/.docker/config.json']],
    [{ HOME: '/h', DOCKER_AUTH_CONFIG: '{}' }, ['$DOCKER_AUTH_CONFIG', '/h/.docker/config.json']],
    [{ HOME: '/h', DOCKER_AUTH_CONFIG: '' }, ['/h/.docker/config.json']],
    [{}, [`${homedir()}/.docker/config.json`]],
  ])('%j', (environment, expected) => {
    expect(titles(dockerPlaces(environment))).toEqual(expected);
  });
});

describe('helmPlaces', () => {
  const docker = '/h/.docker/config.json';
  test.each<Row>([
    [{}, ['/h/.config/helm/registry/config.json', docker]],
    [{ XDG_CONFIG_HOME: '/x' }, ['/x/helm/registry/config.json', docker]],
    [{ XDG_CONFIG_HOME: '/x', HELM_CONFIG_HOME: '/c' }, ['/c/registry/config.json', docker]],
    [{ HELM_CONFIG_HOME: '/c', HELM_REGISTRY_CONFIG: '/r.json' }, ['/r.json', docker]],
    [
      { DOCKER_AUTH_CONFIG: '{}', DOCKER_CONFIG: '/d' },
      ['/h/.config/helm/registry/config.json', '/d/config.json'],
    ],
  ])('%j', (environment, expected) => {
    expect(titles(helmPlaces({ HOME: '/h', ...environment }))).toEqual(expected);
  });
});

describe('podmanPlaces', () => {
  test.each<Row>([
    [{}, ['/h/.config/containers/auth.json']],
    [{ XDG_RUNTIME_DIR: '/run/1' }, ['/run/1/containers/auth.json', '/h/.config/containers/auth.json']],
    [
      { XDG_RUNTIME_DIR: '/run/1', XDG_CONFIG_HOME: '/x' },
      ['/run/1/containers/auth.json', '/x/containers/auth.json'],
    ],
    [{ XDG_RUNTIME_DIR: '/run/1', REGISTRY_AUTH_FILE: '/a.json' }, ['/a.json']],
  ])('%j', (environment, expected) => {
    expect(titles(podmanPlaces({ HOME: '/h', ...environment }))).toEqual(expected);
  });
});
