'use client';
import { Search } from 'lucide-react';
import { useSyncExternalStore, type ComponentProps } from 'react';
import { Button } from '@/components/ui/button';
import { Kbd } from '@/components/ui/kbd';

const never = () => () => undefined;

/** The button that opens the palette, with its key. */
export function PaletteTrigger(props: ComponentProps<typeof Button>) {
  const apple = useSyncExternalStore(
    never,
    () => /Mac|iPhone|iPad/.test(navigator.userAgent),
    () => false,
  );
  return (
    <Button
      {...props}
      variant="ghost"
      className="max-sm:px-1.5"
      aria-label="Go to…"
      aria-keyshortcuts="Control+K Meta+K"
    >
      <Search aria-hidden />
      <span aria-hidden className="hidden sm:pointer-fine:inline-flex">
        <Kbd>{apple ? '⌘ K' : 'Ctrl K'}</Kbd>
      </span>
    </Button>
  );
}
