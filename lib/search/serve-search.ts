import { IndexCopy } from '@/lib/search/index-copy';
import type { IndexKeep } from '@/lib/search/index-keep';
import { SearchedIndex } from '@/lib/search/searched-index';
import type { SearchPort, SearchQuestion, SearchReply } from '@/lib/search/search-messages';

export interface SearchServerOptions {
  keep: IndexKeep;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** gives what else there is to do its turn */
  pause: () => Promise<void>;
  /** milliseconds since the epoch */
  now: () => number;
  /** takes what nobody waits for and nobody expected */
  report: (error: unknown) => void;
}

/**
 * Answers questions that come through `port`: keeps a copy of the index and searches it. A failed fetch is told, and
 * leaves what there was.
 */
export function serveSearch(
  port: SearchPort<SearchQuestion, SearchReply>,
  { keep, fetch, pause, now, report }: SearchServerOptions,
): void {
  let index: SearchedIndex | undefined;

  function open(url: string): SearchedIndex {
    const copy = new IndexCopy({ url, keep, fetch, report });
    return new SearchedIndex({
      copy,
      pause,
      changed: (state) => port.postMessage({ kind: 'changed', state }),
    });
  }

  async function answer(question: SearchQuestion): Promise<SearchReply> {
    const { id } = question;
    if (question.kind === 'open') {
      index = open(question.url);
      return { kind: 'state', id, state: await index.open() };
    }
    if (index === undefined) throw new Error('The index was not opened.');
    switch (question.kind) {
      case 'refresh':
        return { kind: 'state', id, state: await index.refresh() };
      case 'search':
        return { kind: 'found', id, result: await index.search(question.request, now()) };
      case 'versions':
        return { kind: 'versions', id, versions: await index.versions(question.address) };
    }
  }

  port.addEventListener('message', ({ data: question }) => {
    answer(question).then(
      (reply) => port.postMessage(reply),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        port.postMessage({ kind: 'failed', id: question.id, message });
      },
    );
  });
}
