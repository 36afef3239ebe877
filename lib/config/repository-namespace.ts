import { isRepositoryName } from '@/lib/oci/names';

/**
 * The longest path that all configured repositories lie at or below: `team` for `team/app` and `team/tools/**`.
 * @param repositories names and globs, as configured
 * @returns undefined when there is none
 */
export function commonNamespace(repositories: readonly string[] = []): string | undefined {
  const [first = [], ...others] = repositories.map(fixedSegments);
  const length = others.reduce((shared, segments) => {
    const differs = first.findIndex((segment, index) => segments[index] !== segment);
    return differs < 0 ? shared : Math.min(shared, differs);
  }, first.length);
  return length === 0 ? undefined : first.slice(0, length).join('/');
}

/** The path segments before the first that is a pattern. */
function fixedSegments(glob: string): string[] {
  const segments = glob.split('/');
  const pattern = segments.findIndex((segment) => !isRepositoryName(segment));
  return pattern < 0 ? segments : segments.slice(0, pattern);
}
