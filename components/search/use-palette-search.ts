'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { MOST_CHARTS, type ChartVersions } from '@/components/search/palette-items';
import { useIndexState } from '@/components/search/use-index-state';
import { readVersionText } from '@/components/search/version-text';
import { searchIndex } from '@/lib/queries/search-index';
import { EVERYTHING, normalizeQuery } from '@/lib/search/search-request';
import type { SearchHit } from '@/lib/search/search-result';
import { startSearchWorker } from '@/lib/search/start-search-worker';

/** What was found for the palette. */
export interface PaletteSearch {
  /** the charts that match best; to an older text while `pending` */
  hits: readonly SearchHit[];
  /** charts that match the words before a version, with their versions; to an older text until the new ones are there */
  versions: readonly ChartVersions[];
  pending: boolean;
  /** whether there is an index to search */
  ready: boolean;
}

interface Found {
  /** the text it belongs to, and the state of the index */
  asked: string;
  hits: readonly SearchHit[];
}

const CHARTS_WITH_VERSIONS = 2;

/** Searches charts and their versions as one types. Starts the search worker. */
export function usePaletteSearch(text: string): PaletteSearch {
  useQuery(searchIndex(() => startSearchWorker().refresh(), false));
  const revision = useIndexState()?.revision ?? null;
  const query = normalizeQuery(text);
  const asked = `${query}\n${revision}`;
  const [found, setFound] = useState<Found>({ asked: '', hits: [] });
  const [versions, setVersions] = useState<readonly ChartVersions[]>([]);
  const words = readVersionText(query)?.words;

  useEffect(() => {
    if (revision === null || query === '') return undefined;
    let current = true;
    const search = async () => {
      const hits = await findCharts(query, MOST_CHARTS, 'palette');
      if (hits !== undefined && current) setFound({ asked, hits });
    };
    void search();
    return () => {
      current = false;
    };
  }, [query, revision, asked]);

  useEffect(() => {
    if (revision === null || words === undefined) return undefined;
    let current = true;
    const search = async () => {
      const hits = await findCharts(words, CHARTS_WITH_VERSIONS, 'palette versions');
      const charts = await Promise.all((hits ?? []).map(({ document }) => listVersions(document)));
      if (hits !== undefined && current) setVersions(charts);
    };
    void search();
    return () => {
      current = false;
    };
  }, [words, revision]);

  return {
    hits: query === '' ? [] : found.hits,
    versions: words === undefined ? [] : versions,
    ready: revision !== null,
    pending: query !== '' && revision !== null && found.asked !== asked,
  };
}

/** None where nothing can be searched; undefined when overtaken. */
async function findCharts(
  query: string,
  limit: number,
  lane: string,
): Promise<readonly SearchHit[] | undefined> {
  try {
    return (await startSearchWorker().search({ ...EVERYTHING, query, limit }, lane))?.hits;
  } catch {
    return [];
  }
}

async function listVersions(document: SearchHit['document']): Promise<ChartVersions> {
  const { registry, repository } = document;
  try {
    return { document, versions: await startSearchWorker().versions({ registry, repository }) };
  } catch {
    return { document, versions: [] }; // the chart itself is listed all the same
  }
}
