'use client';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { PastedReferenceNotice } from '@/components/search/pasted-reference-notice';
import { readPastedReference } from '@/components/search/pasted-reference';
import { RegistryNotices } from '@/components/search/registry-notices';
import { ResultHeader } from '@/components/search/result-header';
import { ResultList } from '@/components/search/result-list';
import type { RemoteImages } from '@/components/search/result-row';
import { ResultPages } from '@/components/search/result-pages';
import { NothingFound } from '@/components/search/nothing-found';
import { SearchBox } from '@/components/search/search-box';
import { SearchFilters } from '@/components/search/search-filters';
import { SearchHelp } from '@/components/search/search-help';
import { useChartSearch, type Answer } from '@/components/search/use-chart-search';
import { useResultKeys } from '@/components/search/use-result-keys';
import { Notice } from '@/components/ui/notice';
import type { RegistryState } from '@/lib/api/schema/registry';
import { registryList } from '@/lib/queries/registries';
import type { QueryVocabulary } from '@/lib/search/query-completion';
import { formatSearchRequest } from '@/lib/search/search-request';
import type { FacetCount, Facets } from '@/lib/search/search-result';

export interface ChartBrowserProps {
  /** the server's answer to the address */
  served: Answer;
  registries: RegistryState[];
  remoteImages: RemoteImages;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** The form that filters belong to, wherever they stand. */
const FORM = 'chart-search';

/** All charts of all registries, searched as one types. Without JavaScript it is a form, a list and links. */
export function ChartBrowser({ served, registries: servedRegistries, remoteImages, now }: ChartBrowserProps) {
  const { data } = useQuery({
    ...registryList(),
    initialData: { registries: servedRegistries },
    initialDataUpdatedAt: now,
  });
  const { registries } = data;
  const crawling = registries.some(({ status, progress }) => status === 'crawling' || progress !== null);
  const search = useChartSearch(served, crawling);
  const { answer, text, request, pending, inBrowser, offline, type, settle, change } = search;
  const whole = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLInputElement>(null);
  useResultKeys(whole, box);
  const pasted = readPastedReference(text, registries);
  const { total, partial, hits, facets, problems } = answer.result;

  return (
    <div ref={whole}>
      <h1 className="sr-only">Charts</h1>
      <SearchBox
        form={FORM}
        box={box}
        text={text}
        registries={registries}
        answered={{ query: answer.request.query, problems }}
        vocabulary={listVocabulary(facets)}
        onType={type}
        onSettle={settle}
      />
      <div className="mt-1">
        <SearchHelp onTry={(query) => change({ query })} />
      </div>
      <div className="mt-3 grid gap-x-8 gap-y-4 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <SearchFilters
          form={FORM}
          request={request}
          facets={facets}
          registries={registries}
          onChange={change}
        />
        <section aria-label="Results" className="min-w-0 space-y-3">
          {offline && (
            <Notice tone="caution" title="The Chartroom server can’t be reached.">
              <p>What this browser kept of the index is searched; charts may have changed since.</p>
            </Notice>
          )}
          <RegistryNotices registries={registries} now={now} />
          {pasted && <PastedReferenceNotice pasted={pasted} registries={registries} />}
          {(total > 0 || pasted === undefined) && (
            <div>
              <ResultHeader
                form={FORM}
                total={total}
                partial={partial}
                answer={answer.request}
                request={request}
                onChange={change}
              />
              <ResultList
                total={total}
                first={hits}
                offset={answer.request.offset}
                answerKey={formatSearchRequest(answer.request)}
                load={inBrowser ? search.load : null}
                partial={partial}
                pending={pending}
                remoteImages={remoteImages}
                now={now}
                onLeave={settle}
              />
            </div>
          )}
          {total === 0 && !pending && pasted === undefined && (
            <NothingFound answer={answer} registries={registries} onChange={change} />
          )}
          {!inBrowser && <ResultPages request={answer.request} total={total} onChange={change} />}
        </section>
      </div>
    </div>
  );
}

function listVocabulary(facets: Facets): QueryVocabulary {
  return {
    registries: facets.registries.map(nameOf),
    namespaces: facets.namespaces.map(nameOf),
    keywords: facets.keywords.map(nameOf),
    channels: facets.channels.map(nameOf),
    licenses: [],
    maintainers: [],
  };
}

function nameOf({ name }: FacetCount): string {
  return name;
}
