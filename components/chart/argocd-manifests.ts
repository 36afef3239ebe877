import { stringify } from 'yaml';
import {
  isInstallableTag,
  isPlainHttp,
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
 * resolves a tag to its digest on every refresh (https://argo-cd.readthedocs.io/en/stable/user-guide/oci/), by default
 * 2 to 3 minutes apart (timeout.reconciliation and its jitter in
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/). It rolls out what it found where automated
 * sync is on (https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/).
 */
export function argocdManifests(subject: InstallSubject): InstallStep[] {
  const steps: InstallStep[] = [];
  if (subject.channel !== null) {
    const source = { repoURL: ociAddress(subject), targetRevision: subject.channel, path: '.' };
    steps.push({
      title: `Follow ${subject.channel}`,
      note:
        'A native OCI source, Argo CD 3.1 or newer. It looks every 2 to 3 minutes unless configured otherwise, and rolls ' +
        'out because “automated” is set; without it the application is only marked out of sync. ' +
        whyNotHelmSource(subject.channel),
      follows: { within: '3 minutes' },
      language: 'yaml',
      text: application(subject, source, { automated: {} }),
    });
  }
  if (subject.versionTag !== null) {
    const segments = subject.repository.split('/');
    const chart = segments.pop() ?? subject.repository;
    steps.push({
      title: 'Stay on this version',
      follows: 'never',
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
    follows: 'never',
    language: 'yaml',
    text: application(subject, { repoURL: ociAddress(subject), targetRevision: subject.digest, path: '.' }),
  });
  if (isPlainHttp(subject.place)) {
    steps.push({
      title: 'Tell Argo CD that the registry has no TLS, once',
      note: 'For the native OCI source; a Helm source is added as the type helm, with --enable-oci.',
      language: 'bash',
      text: `argocd repo add ${ociAddress(subject)} --type oci --insecure-oci-force-http`,
    });
  }
  return steps;
}

/** Charts of Helm sources are kept by name and version: https://github.com/argoproj/argo-cd/issues/9499 */
function whyNotHelmSource(channel: string): string {
  return isInstallableTag(channel)
    ? `A Helm source (“chart:”) keeps ${channel} by name, and misses that it moved until a hard refresh.`
    : `A Helm source (“chart:”) takes versions only, not ${channel}.`;
}

function application(
  subject: InstallSubject,
  source: Record<string, string>,
  syncPolicy?: { automated: object },
): string {
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
        ...(syncPolicy && { syncPolicy }),
      },
    },
    { lineWidth: 0 },
  );
}
