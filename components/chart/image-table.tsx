'use client';
import { useState } from 'react';
import { ImageRow } from '@/components/chart/image-row';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Table, Th } from '@/components/ui/table';
import type { ChartImage } from '@/lib/api/schema/release';

export interface ImageTableProps {
  images: readonly ChartImage[];
  /** the address of values.yaml; its lines are anchors in it */
  valuesPath: string;
}

/** The images a release refers to, where each was found, and on demand whether it is there. */
export function ImageTable({ images, valuesPath }: ImageTableProps) {
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  if (images.length === 0) {
    return (
      <EmptyState title="No images found">
        <p>
          Neither annotations nor values nor templates name one. Images that a chart puts together in its
          templates can’t be seen without rendering it.
        </p>
      </EmptyState>
    );
  }
  const askable = images.filter((image) => image.presence !== 'external').map(({ image }) => image);
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="max-w-[75ch] text-sm text-muted">
          Checking asks the registry an image names, and only if it is configured here.
        </p>
        {askable.length > 0 && (
          <Button size="sm" className="noscript:hidden" onClick={() => setAsked(new Set(askable))}>
            Check all
          </Button>
        )}
      </div>
      <Table label="Images" className="relative">
        <thead>
          <tr>
            <Th>Image</Th>
            <Th>Found in</Th>
            <Th>Used</Th>
            <Th>In its registry</Th>
          </tr>
        </thead>
        <tbody>
          {images.map((image) => (
            <ImageRow
              key={`${image.image} ${image.from}`}
              image={image}
              asked={asked.has(image.image)}
              valuesPath={valuesPath}
              onAsk={() => setAsked(new Set([...asked, image.image]))}
            />
          ))}
        </tbody>
      </Table>
    </div>
  );
}
