import { retryTime } from '@/lib/catalog/freshness';
import { viewPointers } from '@/lib/catalog/channel-view';
import { artifactOf, type RepositoryRecord, type RepositoryView } from '@/lib/catalog/repository-record';
import { chooseSubject, headsOf, summarise } from '@/lib/catalog/summary';
import { candidateTags, type TagList } from '@/lib/catalog/tag-list';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import type { ChartAddress } from '@/lib/references';

/**
 * Says what a repository holds, from all that is known of it.
 * @param metadata of the release that describes the chart; undefined when there is none or it could not be read
 */
export function conclude(
  address: ChartAddress,
  view: RepositoryView,
  list: TagList,
  metadata: ChartMetadata | undefined,
): RepositoryRecord {
  const subject = chooseSubject(view, list);
  const doubtful = doubtfulTags(view, list);
  const base = { tags: list.fingerprint, retold: list.retold, problem: findProblem(view, doubtful) };
  if (subject === undefined) {
    const retryAt = nextRetry(view, doubtful);
    return { ...base, kind: 'other', channels: [], floating: [], summary: null, heads: [], retryAt };
  }
  return {
    ...base,
    kind: 'chart',
    ...viewPointers(view, list),
    summary: summarise(address, view, list, subject, metadata),
    heads: headsOf(view, list, subject),
    retryAt: nextRetry(view, [...doubtful, ...list.channels.map(({ tag }) => tag), ...list.floating]),
  };
}

/** The tags that were looked at before one was found that can be read: what is wrong with them is worth saying. */
function doubtfulTags(view: RepositoryView, list: TagList): string[] {
  const tags: string[] = [];
  for (const tag of candidateTags(list)) {
    tags.push(tag);
    const artifact = artifactOf(view, tag);
    if (artifact?.kind === 'chart' && artifact.problem === null) break;
  }
  return tags;
}

function nextRetry(view: RepositoryView, tags: readonly string[]): number | null {
  const times = tags.map((tag) => retryTime(view.records.get(tag))).filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}

function findProblem(view: RepositoryView, tags: readonly string[]): string | null {
  for (const tag of tags) {
    const artifact = artifactOf(view, tag);
    const problem = artifact?.kind === 'chart' ? artifact.problem : null;
    const message =
      view.records.get(tag)?.failure?.message ??
      (artifact?.kind === 'unreadable' ? artifact.message : problem);
    if (message !== null) return `${tag}: ${message}`;
  }
  return null;
}
