import { stringify } from 'yaml';
import {
  ociAddress,
  registryHost,
  releaseName,
  versionOfTag,
  type InstallStep,
  type InstallSubject,
} from '@/components/chart/install-subject';

/**
 * Argo CD Applications for a release. By version as a Helm source, whose `repoURL` is written without `oci://`
 * (https://argo-cd.readthedocs.io/en/stable/user-guide/helm/); by channel and digest as a native OCI source, which
 * resolves a tag to its digest on every refresh (https://argo-cd.readthedocs.io/en/stable/user-guide/oci/).
 */
export function argocdManifests(subject: InstallSubject): InstallStep[] {
  const steps: InstallStep[] = [];
  if (subject.channel !== null) {
    steps.push({
      title: `Follow ${subject.channel}`,
      note:
        `A native OCI source, Argo CD 3.1 or newer. A Helm source caches ${subject.channel} by name and would not ` +
        'notice that it moved.',
      language: 'yaml',
      text: application(subject, {
        repoURL: ociAddress(subject),
        targetRevision: subject.channel,
        path: '.',
      }),
    });
  }
  if (subject.versionTag !== null) {
    const segments = subject.repository.split('/');
    const chart = segments.pop() ?? subject.repository;
    steps.push({
      title: 'Stay on this version',
      language: 'yaml',
      text: application(subject, {
        repoURL: [registryHost(subject.place), ...segments].join('/'),
        chart,
        targetRevision: versionOfTag(subject.versionTag),
      }),
    });
  }
  steps.push({
    title: 'Pin exactly these bytes',
    note: 'A native OCI source, Argo CD 3.1 or newer.',
    language: 'yaml',
    text: application(subject, { repoURL: ociAddress(subject), targetRevision: subject.digest, path: '.' }),
  });
  return steps;
}

function application(subject: InstallSubject, source: Record<string, string>): string {
  const name = releaseName(subject.chartName);
  return stringify(
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: 'argocd' },
      spec: {
        project: 'default',
        source,
        destination: { server: 'https://kubernetes.default.svc', namespace: name },
      },
    },
    { lineWidth: 0 },
  );
}
