import type { ChartArchive } from '@/lib/helm/chart-archive';

/**
 * Every file of a chart by its path, those of embedded archives as if they were unpacked: a file of
 * `charts/redis-18.1.0.tgz` is `charts/redis/…`, so that two versions of it can be compared file by file. An archive that
 * could not be opened stays one file. Where a path occurs twice the first one counts.
 */
export function listChartFiles(archive: ChartArchive): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  collect(archive, '', files);
  return files;
}

function collect({ files, archives }: ChartArchive, folder: string, into: Map<string, Uint8Array>): void {
  for (const [path, content] of files) {
    const inner = archives.get(path);
    if (inner !== undefined) collect(inner, `${folder}${unversioned(path)}/`, into);
    else if (!into.has(folder + path)) into.set(folder + path, content);
  }
}

/** `charts/redis-18.1.0.tgz` → `charts/redis`, as `helm package` names archives. */
function unversioned(path: string): string {
  return path.replace(/\.tgz$/, '').replace(/-v?\d+\.\d+[^/]*$/, '');
}
