import { queryOptions } from '@tanstack/react-query';
import { ImageReport } from '@/lib/api/schema/image';
import { getJson } from '@/lib/queries/get-json';

/** Whether the registry an image names has it. Only asked for when a person wants to know. */
export const imageReport = (image: string) =>
  queryOptions({
    queryKey: ['images', 'report', image] as const,
    queryFn: ({ signal }) =>
      getJson(`/api/v1/image-presence?${new URLSearchParams({ image })}`, ImageReport, signal),
    staleTime: 60_000,
  });
