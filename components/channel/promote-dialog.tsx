'use client';
import { useRouter } from 'next/navigation';
import { useId, useRef, useState, type SubmitEvent } from 'react';
import { judgeChecks } from '@/components/channel/check-words';
import { useAnnounce } from '@/components/channel/promotion-announcer';
import { PromotionCalls } from '@/components/channel/promotion-calls';
import { PromotionEnds } from '@/components/channel/promotion-ends';
import { PromotionFailure } from '@/components/channel/promotion-failure';
import { PromotionForecast } from '@/components/channel/promotion-forecast';
import { RegistryIdentity, useMustSignIn } from '@/components/session/registry-identity';
import { promotionOutcome } from '@/components/channel/promotion-outcome';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import {
  movedTarget,
  targetAt,
  type PromotionSource,
  type PromotionTarget,
} from '@/components/channel/promotion-target';
import { promotionWords } from '@/components/channel/promotion-words';
import { ReleaseComparison } from '@/components/channel/release-comparison';
import { usePromotionDenial } from '@/components/channel/use-promotion-denial';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { Textarea } from '@/components/ui/textarea';
import type { Promotion } from '@/lib/api/schema/promotion';
import { ApiProblem } from '@/lib/queries/api-problem';
import { usePromotionForecast } from '@/lib/queries/promotion-checks';
import { usePromote } from '@/lib/queries/promotions';
import type { ChartAddress } from '@/lib/references';

export interface PromoteDialogProps {
  /** what the promotion is for; a rollback asks for a reason */
  kind?: Promotion['kind'];
  address: ChartAddress;
  rules: PromotionRules;
  /** what shall be promoted */
  source: PromotionSource;
  /** the channel, as it was when the dialog was opened */
  target: PromotionTarget;
  open: boolean;
  onClose: () => void;
}

/**
 * Shows what a promotion would do and, when confirmed, does it: with the digests shown, so that a channel which moved
 * meanwhile is noticed. Give it a new `key` each time it is opened.
 */
export function PromoteDialog({
  kind = 'promotion',
  address,
  rules,
  source,
  target: seen,
  open,
  onClose,
}: PromoteDialogProps) {
  // What is shown must not change under the reader's eyes, so it is kept as it was; a conflict brings what is now.
  const [target, setTarget] = useState(seen);
  const [reason, setReason] = useState('');
  // By name: what comes up later has not been accepted.
  const [accepted, setAccepted] = useState<readonly string[]>([]);
  const promote = usePromote();
  const announce = useAnnounce();
  const router = useRouter();
  const form = useId();
  const content = useRef<HTMLDivElement>(null);
  const isThere = target.digest === source.digest;
  const { registry, repository } = address;
  const { tag: channel, digest: expectedDigest } = target;
  const subject = {
    kind,
    registry,
    repository,
    channel,
    digest: source.digest,
    expectedDigest,
  };
  const outlook = usePromotionForecast(subject, open && !isThere);
  const { blocking, toAccept } = judgeChecks(outlook.forecast?.checks ?? []);
  const acknowledged = toAccept.map(({ name }) => name).filter((name) => accepted.includes(name));
  const isAccepted = acknowledged.length === toAccept.length;
  const needsReason = kind === 'rollback' || outlook.forecast?.reason === 'required';
  const current = outlook.forecast?.current;
  const hasMoved = current !== undefined && (current?.digest ?? null) !== target.digest;
  const mustSignIn = useMustSignIn({ address, mode: rules.mode });
  const denial = usePromotionDenial(address, rules.mode);
  const words = promotionWords(kind, source, target);

  const close = () => {
    promote.reset();
    onClose();
  };
  const compareAgain = () => {
    promote.reset();
    if (current !== undefined) setTarget(targetAt(target, current));
  };
  const goToSignIn = () => content.current?.querySelector<HTMLInputElement>('input[name=username]')?.focus();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isThere || mustSignIn || promote.isPending) return;
    promote.mutate(
      { ...subject, reason, acknowledged },
      {
        onSuccess: (promotion) => {
          announce(promotionOutcome(promotion));
          close();
          router.refresh();
        },
        onError: (error) => {
          if (error instanceof ApiProblem) setTarget(movedTarget(target, error) ?? target);
        },
      },
    );
  };

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next && !promote.isPending) close();
      }}
      title={words.title}
      description={
        <>
          {repository.slice(repository.lastIndexOf('/') + 1)}: {source.channel ?? source.version} → {channel}.{' '}
          {words.description}
        </>
      }
      width="2xl"
      initialFocus={content}
      footer={
        <>
          <DialogClose>Cancel</DialogClose>
          {mustSignIn ? (
            <Button variant="primary" onClick={goToSignIn}>
              Sign in to promote
            </Button>
          ) : (
            <Button
              type="submit"
              form={form}
              variant="primary"
              busy={promote.isPending}
              disabled={isThere || blocking.length > 0 || denial !== null}
              title={blocking.length > 0 ? 'A check stops this' : (denial ?? undefined)}
            >
              {words.submit}
            </Button>
          )}
        </>
      }
    >
      <div
        ref={content}
        tabIndex={-1}
        className="grid gap-x-5 gap-y-4 outline-none lg:grid-cols-[minmax(0,1fr)_20rem]"
      >
        {promote.error && (
          <div className="lg:col-span-2">
            <PromotionFailure
              key={promote.submittedAt}
              error={promote.error}
              channel={target.tag}
              loginAt={rules.mode === 'personal' ? registry : null}
            />
          </div>
        )}
        {hasMoved && (
          <Notice tone="caution" title={`${channel} has moved meanwhile`} className="lg:col-span-2">
            <p>
              {current === null
                ? 'It is gone now.'
                : `It points at ${current.version ?? 'something else'} now.`}{' '}
              What is shown here is from before.
            </p>
            <Button size="sm" className="mt-2" onClick={compareAgain}>
              Compare with what is there now
            </Button>
          </Notice>
        )}
        <div className="min-w-0 space-y-4">
          {isThere ? (
            <>
              <PromotionEnds source={source} target={target} />
              <Notice title={`${target.tag} already points at ${source.version}`}>
                There is nothing to promote.
              </Notice>
            </>
          ) : (
            <ReleaseComparison
              address={address}
              from={target.digest}
              to={source.digest}
              names={['Current', 'Promoting']}
              placeholder={<PromotionEnds source={source} target={target} />}
            />
          )}
        </div>
        <div className="min-w-0 space-y-4 lg:sticky lg:top-0 lg:self-start">
          <RegistryIdentity address={address} mode={rules.mode} />
          <form id={form} onSubmit={submit} className="space-y-4">
            {!isThere && (
              <PromotionForecast
                outlook={outlook}
                accepted={isAccepted}
                onAccept={(all) => setAccepted(all ? toAccept.map(({ name }) => name) : [])}
              />
            )}
            <Field
              label={needsReason ? 'Reason (required)' : 'Reason'}
              hint={needsReason ? words.reasonHint : `${words.reasonHint} May be left empty.`}
            >
              <Textarea
                name="reason"
                rows={3}
                maxLength={2000}
                required={needsReason}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            </Field>
          </form>
        </div>
        {outlook.forecast && !isThere && (
          <div className="min-w-0 lg:col-span-2">
            <PromotionCalls calls={outlook.forecast.calls} registry={registry} />
          </div>
        )}
      </div>
    </Dialog>
  );
}
