'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { ImageFindings } from '@/components/chart/image-findings';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Td, Th } from '@/components/ui/table';
import type { ChartImage } from '@/lib/api/schema/release';
import { describeFailure } from '@/lib/queries/api-problem';
import { imageReport } from '@/lib/queries/images';

export interface ImageRowProps {
  image: ChartImage;
  /** whether a person wants to know if it is there */
  asked: boolean;
  onAsk: () => void;
  /** the address of values.yaml; its lines are anchors in it */
  valuesPath: string;
}

/** One image, and what its registry says of it once asked. */
export function ImageRow({
  image: { image, from, default: byDefault, presence },
  asked,
  onAsk,
  valuesPath,
}: ImageRowProps) {
  const { data, error, isFetching, refetch } = useQuery({ ...imageReport(image), enabled: asked });
  const declared = from.startsWith('annotation');
  return (
    <tr>
      <Th scope="row" className="min-w-56 font-normal">
        <span className="flex items-start gap-1">
          <span className="pt-1 font-mono text-xs wrap-anywhere">{image}</span>
          <CopyButton text={image} label={`Copy ${image}`} className="shrink-0" />
        </span>
      </Th>
      <Td className="min-w-32 pt-2.5 text-xs wrap-anywhere">
        <Origin from={from} valuesPath={valuesPath} />{' '}
        {declared && <Badge title="The chart says so itself">declared</Badge>}
      </Td>
      <Td className="pt-2.5">
        {byDefault ? (
          <Badge tone="water" title="The default values use it">
            by default
          </Badge>
        ) : (
          <Badge title="Only when values ask for it">optional</Badge>
        )}
      </Td>
      <Td className="min-w-48">
        <span className="flex flex-wrap items-start justify-between gap-2">
          <output className="min-w-0 pt-1">
            {error && !data ? (
              <span className="text-danger">{describeFailure(error).detail}</span>
            ) : (
              <ImageFindings presence={data?.presence ?? presence} report={data ?? null} busy={isFetching} />
            )}
          </output>
          {(data?.presence ?? presence) !== 'external' && (
            <Button
              size="sm"
              className="noscript:hidden"
              busy={isFetching}
              aria-label={`Check ${image}`}
              onClick={() => (asked ? void refetch() : onAsk())}
            >
              {data || error ? 'Check again' : 'Check'}
            </Button>
          )}
        </span>
      </Td>
    </tr>
  );
}

/** Where an image was found; a line of values.yaml can be opened. */
function Origin({ from, valuesPath }: { from: string; valuesPath: string }) {
  const [place = '', line] = /^values\.yaml:(\d+)/.exec(from) ?? [];
  if (line === undefined) return from;
  return (
    <>
      <Link href={`${valuesPath}#L${line}`} className="link">
        {place}
      </Link>
      {from.slice(place.length)}
    </>
  );
}
