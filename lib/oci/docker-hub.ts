/** The name Docker Hub goes by in image references. */
export const DOCKER_HUB = 'docker.io';
/** Where Docker Hub answers registry calls. */
export const DOCKER_HUB_API = 'registry-1.docker.io';

const ALIASES: ReadonlySet<string> = new Set([DOCKER_HUB, 'index.docker.io', DOCKER_HUB_API]);

/**
 * The one name of a registry's host: lower case, and `docker.io` for each of Docker Hub's names.
 * Rule: https://github.com/distribution/reference/blob/main/normalize.go
 */
export function canonicalHost(host: string): string {
  const lower = host.toLowerCase();
  return ALIASES.has(lower) ? DOCKER_HUB : lower;
}
