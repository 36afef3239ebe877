import { stringify } from 'yaml';
import {
  isPlainHttp,
  ociAddress,
  releaseName,
  versionOfTag,
  type InstallStep,
  type InstallSubject,
} from '@/components/chart/install-subject';

/** How often Flux looks, as Flux writes it and in words. */
const INTERVAL = { text: '10m', words: '10 minutes' };

type Reference = { tag: string } | { semver: string } | { digest: string };

// https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string, releases only
const STABLE_VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(\+[0-9A-Za-z.-]+)?$/;

/**
 * Flux manifests for a release: an OCIRepository and the HelmRelease that uses it.
 * Rule: https://fluxcd.io/flux/components/source/ocirepositories/ (`ref.tag` takes any tag, with `_` for `+`;
 * `ref.semver` reads tags with `_` as `+`; `ref.digest` pins) and https://fluxcd.io/flux/components/helm/helmreleases/.
 * A HelmRepository of type oci takes versions in the strict grammar only:
 * https://github.com/fluxcd/source-controller/blob/main/internal/helm/repository/oci_chart_repository.go
 */
export function fluxManifests(subject: InstallSubject): InstallStep[] {
  const steps: InstallStep[] = [];
  if (subject.channel !== null) {
    steps.push({
      title: `Follow ${subject.channel}`,
      note:
        `Flux looks every ${INTERVAL.words} (interval), or at once after “flux reconcile source oci ` +
        `${releaseName(subject.chartName)}”, and upgrades, or downgrades, when ${subject.channel} has moved. ` +
        'A HelmRepository of type oci can’t: it takes versions only.',
      follows: { within: INTERVAL.words },
      language: 'yaml',
      text: manifests(subject, { tag: subject.channel }),
    });
  }
  if (subject.versionTag !== null) {
    steps.push({
      title: 'Stay on this version',
      note: 'By tag: if the version is pushed again with other content, Flux rolls that out. A digest rules it out.',
      follows: 'never',
      language: 'yaml',
      text: manifests(subject, { tag: subject.versionTag }),
    });
    const version = versionOfTag(subject.versionTag);
    if (STABLE_VERSION.test(version)) {
      steps.push({
        title: 'Follow new versions that are compatible',
        note: 'A version range: takes new versions as they are pushed, in whichever channel they are. Pre-releases are left out.',
        follows: { within: INTERVAL.words },
        language: 'yaml',
        text: manifests(subject, { semver: `^${version.split('+')[0]}` }),
      });
    }
  }
  steps.push({
    title: 'Pin exactly these bytes',
    follows: 'never',
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
      interval: INTERVAL.text,
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
    spec: { interval: INTERVAL.text, chartRef: { kind: 'OCIRepository', name } },
  };
  return `${stringify(source, { lineWidth: 0 })}---\n${stringify(release, { lineWidth: 0 })}`;
}
