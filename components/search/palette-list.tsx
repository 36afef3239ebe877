'use client';
import { useEffect, useId } from 'react';
import type { PaletteGroup, PaletteItem } from '@/components/search/palette-items';
import { PaletteOption } from '@/components/search/palette-option';

export interface PaletteListProps {
  id: string;
  groups: readonly PaletteGroup[];
  /** id of the active item */
  active: string | undefined;
  onPoint(item: PaletteItem): void;
  onChoose(item: PaletteItem): void;
}

/** The options of the palette in groups; the active one is kept in sight. */
export function PaletteList({ id, groups, active, onPoint, onChoose }: PaletteListProps) {
  const heading = useId();
  useEffect(() => {
    if (active !== undefined) document.getElementById(active)?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- neither select nor datalist holds links
    <div id={id} role="listbox" aria-label="Results" className="py-1">
      {groups.map(({ name, items }, i) => (
        <fieldset key={name} aria-labelledby={`${heading}-${i}`} className="min-w-0">
          <div id={`${heading}-${i}`} role="presentation" className="eyebrow px-4 pt-2 pb-1">
            {name}
          </div>
          {items.map((item) => (
            <PaletteOption
              key={item.id}
              item={item}
              active={item.id === active}
              onPoint={() => onPoint(item)}
              onChoose={() => onChoose(item)}
            />
          ))}
        </fieldset>
      ))}
    </div>
  );
}
