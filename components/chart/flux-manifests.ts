import { stringify } from 'yaml';
import {
  isPlainHttp,
  ociAddress,
  releaseName,
  versionOfTag,
  type InstallStep,
  type InstallSubject,
} from '@/components/chart/install-subject';

type Reference = { tag: string } | { semver: string } | { digest: string };

// https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string, releases only
const STABLE_VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(\+[0-9A-Za-z.-]+)?$/;

/**
 * Flux manifests for a release: an OCIRepository and the HelmRelease that uses it.
 * Rule: https://fluxcd.io/flux/components/source/ocirepositories/ (`ref.tag` takes any tag, with `_` for `+`;
 * `ref.semver` reads tags with `_` as `+`; `ref.digest` pins) and https://fluxcd.io/flux/components/helm/helmreleases/.
 */
export function fluxManifests(subject: InstallSubject): InstallStep[] {
  const steps: InstallStep[] = [];
  if (subject.channel !== null) {
    steps.push({
      title: `Follow ${subject.channel}`,
      note: `Flux looks at the tag every interval and upgrades, or downgrades, when ${subject.channel} moves.`,
      language: 'yaml',
      text: manifests(subject, { tag: subject.channel }),
    });
  }
  if (subject.versionTag !== null) {
    steps.push({
      title: 'Stay on this version',
      language: 'yaml',
      text: manifests(subject, { tag: subject.versionTag }),
    });
    const version = versionOfTag(subject.versionTag);
    if (STABLE_VERSION.test(version)) {
      steps.push({
        title: 'Follow new versions that are compatible',
        note: 'A version range; pre-releases are left out.',
        language: 'yaml',
        text: manifests(subject, { semver: `^${version.split('+')[0]}` }),
      });
    }
  }
  steps.push({
    title: 'Pin exactly these bytes',
    language: 'yaml',
    text: manifests(subject, { digest: subject.digest }),
  });
  return steps;
}

function manifests(subject: InstallSubject, ref: Reference): string {
  const name = releaseName(subject.chartName);
  const source = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata: { name, namespace: 'default' },
    spec: {
      interval: '10m',
      url: ociAddress(subject),
      ...(isPlainHttp(subject.place) ? { insecure: true } : {}),
      layerSelector: {
        mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
        operation: 'copy',
      },
      ref,
    },
  };
  const release = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name, namespace: 'default' },
    spec: { interval: '10m', chartRef: { kind: 'OCIRepository', name } },
  };
  return `${stringify(source, { lineWidth: 0 })}---\n${stringify(release, { lineWidth: 0 })}`;
}
