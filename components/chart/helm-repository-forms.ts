import { stringify } from 'yaml';
import {
  releaseName,
  versionOfTag,
  type InstallStep,
  type InstallSubject,
} from '@/components/chart/install-subject';

/**
 * Helm commands for a chart of a static repository.
 * Rule: https://helm.sh/docs/helm/helm_repo_add/ and https://helm.sh/docs/helm/helm_install/ (`--repo`)
 */
export function repositoryHelmCommands(subject: InstallSubject): InstallStep[] {
  const { place, repository, type } = subject;
  const version = versionArgument(subject);
  const name = releaseName(subject.chartName);
  const add: InstallStep = {
    title: 'Add the repository, once',
    note: 'With --username and --password where it asks for a login.',
    language: 'bash',
    text: `helm repo add ${place.name} ${place.url} && helm repo update ${place.name}`,
  };
  const pull: InstallStep = {
    title: 'Download the archive',
    language: 'bash',
    text: `helm pull ${repository} --repo ${place.url}${version}`,
  };
  if (type === 'library')
    return [
      {
        title: 'Use as a dependency, in Chart.yaml',
        note: 'This is a library chart: it is used by other charts and cannot be installed itself.',
        language: 'yaml',
        text: `dependencies:\n  - name: ${repository}\n    version: "${subject.versionTag === null ? '' : versionOfTag(subject.versionTag)}"\n    repository: ${place.url}\n`,
      },
      pull,
    ];
  return [
    {
      title: 'Install this version',
      language: 'bash',
      text: `helm install ${name} ${repository} --repo ${place.url}${version}`,
    },
    {
      title: 'Upgrade to this version',
      language: 'bash',
      text: `helm upgrade ${name} ${repository} --repo ${place.url}${version}`,
    },
    pull,
    add,
  ];
}

/**
 * Flux manifests: a HelmRepository and the HelmRelease that uses it.
 * Rule: https://fluxcd.io/flux/components/source/helmrepositories/
 */
export function repositoryFluxManifests(subject: InstallSubject): InstallStep[] {
  const { place, repository, versionTag } = subject;
  const name = releaseName(subject.chartName);
  const source = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    metadata: { name: releaseName(place.name), namespace: 'default' },
    spec: { interval: '10m', url: place.url },
  };
  const release = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name, namespace: 'default' },
    spec: {
      interval: '10m',
      chart: {
        spec: {
          chart: repository,
          ...(versionTag === null ? {} : { version: versionOfTag(versionTag) }),
          sourceRef: { kind: 'HelmRepository', name: releaseName(place.name) },
        },
      },
    },
  };
  const text = `${stringify(source, { lineWidth: 0 })}---\n${stringify(release, { lineWidth: 0 })}`;
  return [{ title: 'Stay on this version', language: 'yaml', text }];
}

/** An Argo CD Application. Rule: https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ */
export function repositoryArgocdManifests(subject: InstallSubject): InstallStep[] {
  const { place, repository, versionTag } = subject;
  const name = releaseName(subject.chartName);
  const text = stringify(
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: 'argocd' },
      spec: {
        project: 'default',
        source: {
          repoURL: place.url,
          chart: repository,
          targetRevision: versionTag === null ? '*' : versionOfTag(versionTag),
        },
        destination: { server: 'https://kubernetes.default.svc', namespace: name },
      },
    },
    { lineWidth: 0 },
  );
  return [{ title: 'Stay on this version', language: 'yaml', text }];
}

function versionArgument({ versionTag }: InstallSubject): string {
  return versionTag === null ? '' : ` --version ${versionOfTag(versionTag)}`;
}
