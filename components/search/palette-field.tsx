'use client';
import type { ClipboardEvent, KeyboardEvent, RefObject } from 'react';
import { Input } from '@/components/ui/input';
import { MAX_QUERY_LENGTH } from '@/lib/search/query';

export interface PaletteFieldProps {
  field: RefObject<HTMLInputElement | null>;
  /** id of the list box that it controls */
  list: string;
  /** id of the active option; undefined when there is none */
  active: string | undefined;
  text: string;
  onType(text: string): void;
  onKeyDown(event: KeyboardEvent<HTMLInputElement>): void;
  /** text that was pasted to stand alone; gives whether that is settled, so that it need not be typed */
  onPaste(text: string): boolean;
}

// Pattern: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
const COMBOBOX = {
  role: 'combobox',
  'aria-autocomplete': 'list',
  'aria-expanded': true,
  'aria-haspopup': 'listbox',
} as const;

/** The combobox of the palette. */
export function PaletteField({ field, list, active, text, onType, onKeyDown, onPaste }: PaletteFieldProps) {
  function paste(event: ClipboardEvent<HTMLInputElement>): void {
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    const kept = value.slice(0, selectionStart ?? 0) + value.slice(selectionEnd ?? value.length);
    if (kept.trim() === '' && onPaste(event.clipboardData.getData('text'))) event.preventDefault();
  }

  return (
    <Input
      ref={field}
      type="text"
      {...COMBOBOX}
      aria-label="Go to a chart, version, channel, registry or page"
      aria-controls={list}
      aria-activedescendant={active}
      placeholder="Go to a chart, a version, a page…"
      autoComplete="off"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      enterKeyHint="go"
      maxLength={MAX_QUERY_LENGTH}
      value={text}
      onChange={(event) => onType(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onPaste={paste}
      className="min-h-10 text-base"
    />
  );
}
