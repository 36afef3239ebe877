'use client';
import { useState } from 'react';
import { StagedReview } from '@/components/channel/staged-review';
import { useStagedPromotions } from '@/components/channel/use-staged-promotions';
import { Button } from '@/components/ui/button';
import type { ChannelBoard } from '@/lib/api/schema/channel-board';

/** What is staged, always in sight: the way to review it, and to let go of it. */
export function StagedBar({ registries }: Pick<ChannelBoard, 'registries'>) {
  const { list, remove } = useStagedPromotions();
  const [review, setReview] = useState({ open: false, count: 0 });
  const words = list.length === 1 ? '1 promotion staged' : `${list.length} promotions staged`;
  return (
    <>
      <output className="sr-only">{list.length > 0 && words}</output>
      {list.length > 0 && (
        <div className="sticky bottom-0 z-20 -mx-4 mt-4 flex flex-wrap items-center gap-2 border-t border-guide bg-guide-soft px-4 py-2 sm:-mx-6 sm:px-6">
          <p className="mr-auto text-sm font-semibold text-guide">{words}; nothing has moved yet</p>
          <Button variant="ghost" onClick={() => remove(list)}>
            Clear
          </Button>
          <Button
            variant="primary"
            onClick={() => setReview(({ count }) => ({ open: true, count: count + 1 }))}
          >
            Review…
          </Button>
        </div>
      )}
      {review.count > 0 && (
        <StagedReview
          key={review.count}
          registries={registries}
          open={review.open}
          onClose={() => setReview(({ count }) => ({ open: false, count }))}
        />
      )}
    </>
  );
}
