import { RESULT_PLACEHOLDER } from '@/components/search/use-result-keys';
import { VisuallyHidden } from '@/components/ui/visually-hidden';

const BORDER = 1; // CSS pixels; the row's own

/** A row that is being loaded. @param height that of the row, in CSS pixels */
export function ResultPlaceholder({ height }: { height: number }) {
  return (
    <div
      {...{ [RESULT_PLACEHOLDER]: '' }}
      style={{ height: height - BORDER }}
      className="grid grid-cols-[auto_minmax(0,1fr)] content-start gap-x-3 overflow-hidden px-2 py-2"
    >
      <VisuallyHidden>Loading</VisuallyHidden>
      <span aria-hidden className="row-span-2 mt-1 size-9 rounded bg-land" />
      <span aria-hidden className="mt-1 h-4 w-1/3 rounded-sm bg-land" />
      <span aria-hidden className="mt-2 h-3 w-2/3 rounded-sm bg-land" />
    </div>
  );
}
