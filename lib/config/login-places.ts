import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where logins of many registries are kept: in a variable's text, or in a file that need not be there. */
export type LoginPlace = { variable: string; text: string } | { file: string };

/**
 * Docker's, first to last: the text of `DOCKER_AUTH_CONFIG`, then `config.json` in `DOCKER_CONFIG` or `~/.docker`.
 * Rules: https://docs.docker.com/reference/cli/docker/#environment-variables
 */
export function dockerPlaces(environment: Environment): LoginPlace[] {
  const text = environment.DOCKER_AUTH_CONFIG;
  const inline = text ? [{ variable: 'DOCKER_AUTH_CONFIG', text }] : [];
  return [...inline, dockerFile(environment)];
}

/**
 * Helm's, first to last: the file in `HELM_REGISTRY_CONFIG`, or `registry/config.json` in Helm's folder of
 * configuration; then Docker's file, as Helm does.
 * Rules: https://helm.sh/docs/helm/helm/ and https://helm.sh/docs/topics/registries/
 */
export function helmPlaces(environment: Environment): LoginPlace[] {
  const folder = environment.HELM_CONFIG_HOME || join(configurationHome(environment), 'helm');
  const file = environment.HELM_REGISTRY_CONFIG || join(folder, 'registry', 'config.json');
  return [{ file }, dockerFile(environment)];
}

/**
 * Podman's, first to last: the file in `REGISTRY_AUTH_FILE` alone, or `containers/auth.json` in `XDG_RUNTIME_DIR`, then
 * in the user's folder of configuration.
 * Rules: https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
 */
export function podmanPlaces(environment: Environment): LoginPlace[] {
  if (environment.REGISTRY_AUTH_FILE) return [{ file: environment.REGISTRY_AUTH_FILE }];
  const folders = [environment.XDG_RUNTIME_DIR, configurationHome(environment)];
  return folders.flatMap((folder) => (folder ? [{ file: join(folder, 'containers', 'auth.json') }] : []));
}

function dockerFile(environment: Environment): LoginPlace {
  return { file: join(environment.DOCKER_CONFIG || join(home(environment), '.docker'), 'config.json') };
}

function configurationHome(environment: Environment): string {
  return environment.XDG_CONFIG_HOME || join(home(environment), '.config');
}

function home(environment: Environment): string {
  return environment.HOME || homedir();
}
