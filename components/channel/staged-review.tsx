'use client';
import { useId, useState, type SubmitEvent } from 'react';
import { StagedItem } from '@/components/channel/staged-item';
import { stagedKey, type StagedPromotion } from '@/components/channel/staged-promotion';
import { useStagedPromotions } from '@/components/channel/use-staged-promotions';
import { useStagedRun } from '@/components/channel/use-staged-run';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { Textarea } from '@/components/ui/textarea';
import type { ChannelBoard } from '@/lib/api/schema/channel-board';

export interface StagedReviewProps extends Pick<ChannelBoard, 'registries'> {
  open: boolean;
  onClose: () => void;
}

/**
 * Everything that is staged, to be looked at together, and then made one after the other with each one's outcome
 * beside it. What was made leaves the list when the dialog closes; what failed stays. Give it a new `key` each time it
 * is opened.
 */
export function StagedReview({ registries, open, onClose }: StagedReviewProps) {
  const { list, remove, add } = useStagedPromotions();
  const [reason, setReason] = useState('');
  const run = useStagedRun();
  const form = useId();
  const isDone = (one: StagedPromotion) => run.outcomes.get(stagedKey(one))?.kind === 'done';
  const left = list.filter((one) => !isDone(one));
  const failed = left.filter((one) => run.outcomes.get(stagedKey(one))?.kind === 'failed');
  const done = list.length - left.length;

  const close = () => {
    if (run.running) return;
    remove(list.filter(isDone));
    onClose();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!run.running && left.length > 0) void run.start(left, reason);
  };

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) close();
      }}
      title={list.length === 1 ? 'Review 1 promotion' : `Review ${list.length} promotions`}
      description="They are made one after the other; one that fails does not hold up the others."
      width="xl"
      footer={
        <>
          {run.running ? (
            <Button onClick={run.stop}>Stop after this one</Button>
          ) : (
            <Button onClick={close}>Close</Button>
          )}
          {left.length > 0 && (
            <Button type="submit" form={form} variant="primary" busy={run.running}>
              {failed.length > 0
                ? `Try ${left.length} again`
                : left.length === 1
                  ? 'Promote 1'
                  : `Promote all ${left.length}`}
            </Button>
          )}
        </>
      }
    >
      <form id={form} onSubmit={submit} className="space-y-4">
        <div aria-live="polite">
          {!run.running && run.outcomes.size > 0 && (
            <Notice
              tone={failed.length > 0 ? 'caution' : 'good'}
              title={
                failed.length > 0
                  ? `${done} made, ${failed.length} failed`
                  : `${done} made${left.length > 0 ? `, ${left.length} not begun` : ''}`
              }
            >
              {failed.length > 0 && <p>What failed has moved nothing, and stays staged.</p>}
            </Notice>
          )}
        </div>
        {list.length === 0 && <p className="text-sm text-muted">Nothing is staged.</p>}
        <ol className="divide-y divide-line border-y border-line">
          {list.map((promotion) => (
            <StagedItem
              key={stagedKey(promotion)}
              promotion={promotion}
              mode={registries.find(({ name }) => name === promotion.registry)?.promotion ?? 'off'}
              outcome={run.outcomes.get(stagedKey(promotion))}
              onRemove={run.running ? null : () => remove([promotion])}
              onRenew={(current) => add({ ...promotion, from: current })}
            />
          ))}
        </ol>
        {left.length > 0 && (
          <Field label="Reason" hint="Kept in the history of each.">
            <Textarea
              name="reason"
              rows={2}
              maxLength={2000}
              value={reason}
              disabled={run.running}
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
        )}
      </form>
    </Dialog>
  );
}
