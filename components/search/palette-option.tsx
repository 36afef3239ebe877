'use client';
import { clsx } from 'clsx';
import { TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import type { MouseEvent } from 'react';
import { MarkedText } from '@/components/search/marked-text';
import type { PaletteItem } from '@/components/search/palette-items';
import { opensElsewhere } from '@/components/ui/opens-elsewhere';

export interface PaletteOptionProps {
  item: PaletteItem;
  active: boolean;
  /** the pointer moved onto it */
  onPoint(): void;
  onChoose(): void;
}

const LOOK =
  'flex w-full min-h-9 items-baseline gap-3 px-4 py-1.5 text-left text-sm outline-none select-none pointer-coarse:min-h-11 pointer-coarse:items-center';

/** An option of the palette: a link where it leads somewhere, so that a new tab can be asked for as everywhere. */
export function PaletteOption({ item, active, onPoint, onChoose }: PaletteOptionProps) {
  const { id, label, ranges, detail, alarm, act } = item;
  const shared = {
    id,
    role: 'option' as const,
    'aria-selected': active,
    tabIndex: -1,
    className: clsx(LOOK, active && 'bg-water'),
    onMouseMove: onPoint,
    onMouseDown: (event: MouseEvent) => {
      if (event.button === 0) event.preventDefault(); // the focus stays in the field
    },
  };
  const words = (
    <>
      <span className="min-w-0 grow truncate font-medium">
        <MarkedText text={label} highlights={[{ field: 'name', ranges }]} field="name" />
      </span>
      {alarm !== undefined && (
        <span className="flex shrink-0 items-center gap-1 text-xs text-danger">
          <TriangleAlert aria-hidden className="size-3.5" />
          {alarm}
        </span>
      )}
      <span className="max-w-[60%] shrink-0 truncate font-mono text-xs text-muted">{detail}</span>
    </>
  );
  if (act.kind !== 'open') {
    return (
      <button {...shared} type="button" onClick={onChoose}>
        {words}
      </button>
    );
  }
  return (
    <Link
      {...shared}
      href={act.path}
      prefetch={false}
      onClick={(event) => {
        if (opensElsewhere(event)) return; // the palette stays
        event.preventDefault();
        onChoose();
      }}
    >
      {words}
    </Link>
  );
}
