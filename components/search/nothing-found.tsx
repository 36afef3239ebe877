import { Anchor, SearchX } from 'lucide-react';
import type { MouseEvent, ReactNode } from 'react';
import type { Answer } from '@/components/search/use-chart-search';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { opensElsewhere } from '@/components/ui/opens-elsewhere';
import type { RegistryState } from '@/lib/api/schema/registry';
import { withoutTerm } from '@/lib/search/format-query';
import { isFiltered, NO_CHOICES, searchPath, type SearchRequest } from '@/lib/search/search-request';
import type { Exclusion } from '@/lib/search/search-result';

export interface NothingFoundProps {
  answer: Answer;
  registries: readonly RegistryState[];
  onChange(part: Partial<SearchRequest>): void;
}

const CHOICE_WORDS = {
  registries: 'the choice of registries',
  namespace: 'the namespace',
  keyword: 'the keyword',
  channel: 'the channel',
  updated: 'the last update',
  deprecated: 'the choice about deprecated charts',
} as const;

/** Why the list is empty, and what may fill it. */
export function NothingFound({ answer: { request, result }, registries, onChange }: NothingFoundProps) {
  const link = (part: Partial<SearchRequest>) => ({
    href: searchPath({ ...request, offset: 0, ...part }),
    prefetch: false,
    onClick: (event: MouseEvent) => {
      if (opensElsewhere(event)) return;
      event.preventDefault();
      onChange(part);
    },
  });
  if (request.query === '' && !isFiltered(request)) return <NoCharts registries={registries} />;

  const { suggestions = [], unknownWords = [], exclusions = [] } = result.help ?? {};
  const incomplete = registries.filter(({ complete }) => !complete);
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title={request.query === '' ? 'No chart passes these filters' : `No chart matches “${request.query}”`}
      actions={
        <>
          {isFiltered(request) && <ButtonLink {...link(NO_CHOICES)}>Remove filters</ButtonLink>}
          {request.query !== '' && <ButtonLink {...link({ query: '' })}>List every chart</ButtonLink>}
        </>
      }
    >
      {unknownWords.length > 0 && (
        <p>
          No chart has {listQuoted(unknownWords)}
          {incomplete.length > 0 ? ', as far as is known' : ''}.
        </p>
      )}
      {suggestions.length > 0 && (
        <p className="flex flex-wrap items-center justify-center gap-2">
          Did you mean
          {suggestions.map((name) => (
            <ButtonLink key={name} size="sm" {...link({ query: name })}>
              {name}
            </ButtonLink>
          ))}
        </p>
      )}
      {exclusions.length > 0 && (
        <ul className="space-y-1">
          {exclusions.map((exclusion) => (
            <li
              key={JSON.stringify(exclusion.by)}
              className="flex flex-wrap items-center justify-center gap-2"
            >
              <ButtonLink size="sm" {...link(withoutExclusion(request, exclusion))}>
                Without {nameExclusion(exclusion)}
              </ButtonLink>
              {countCharts(exclusion.count)}
            </li>
          ))}
        </ul>
      )}
      {incomplete.length > 0 && (
        <p>
          Not everything in {incomplete.map(({ name }) => name).join(', ')} has been read yet; see under
          Registries.
        </p>
      )}
    </EmptyState>
  );
}

function NoCharts({ registries }: Pick<NothingFoundProps, 'registries'>): ReactNode {
  if (registries.some(({ status }) => status === 'crawling')) {
    return (
      <EmptyState icon={<Anchor aria-hidden />} title="The registries are being read">
        <p>Charts appear here as they are found.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<Anchor aria-hidden />} title="No charts yet">
      <p>
        No chart was found in {registries.map(({ name }) => name).join(', ')}. Push one with{' '}
        <code className="font-mono text-ink">helm push</code>, or see under Registries what was read.
      </p>
    </EmptyState>
  );
}

function withoutExclusion(request: SearchRequest, { by }: Exclusion): Partial<SearchRequest> {
  if (by.kind === 'term') return { query: withoutTerm(request.query, by.start, by.end) };
  return { [by.choice]: NO_CHOICES[by.choice] };
}

function nameExclusion({ by }: Exclusion): ReactNode {
  return by.kind === 'term' ? <code className="ml-1 font-mono">{by.text}</code> : CHOICE_WORDS[by.choice];
}

function countCharts(count: number): string {
  return `there ${count === 1 ? 'is 1 chart' : `are ${count.toLocaleString('en')} charts`}`;
}

function listQuoted(words: readonly string[]): string {
  return words.map((word) => `“${word}”`).join(' or ');
}
