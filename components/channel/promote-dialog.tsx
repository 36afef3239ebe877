'use client';
import { useRouter } from 'next/navigation';
import { useId, useRef, useState, type SubmitEvent } from 'react';
import { useAnnounce } from '@/components/channel/promotion-announcer';
import { PromotionEnds } from '@/components/channel/promotion-ends';
import { PromotionFailure } from '@/components/channel/promotion-failure';
import { promotionOutcome } from '@/components/channel/promotion-outcome';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import {
  movedTarget,
  type PromotionSource,
  type PromotionTarget,
} from '@/components/channel/promotion-target';
import { promotionWarnings } from '@/components/channel/promotion-warnings';
import { promotionWords } from '@/components/channel/promotion-words';
import { RegistryLoginFields } from '@/components/channel/registry-login-fields';
import { ReleaseComparison } from '@/components/channel/release-comparison';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { Textarea } from '@/components/ui/textarea';
import { ApiProblem } from '@/lib/queries/api-problem';
import type { Promotion } from '@/lib/api/schema/promotion';
import { usePromote, type RegistryLogin } from '@/lib/queries/promotions';
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

const NO_LOGIN: RegistryLogin = { username: '', password: '' };

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
  const [login, setLogin] = useState(NO_LOGIN);
  const promote = usePromote();
  const announce = useAnnounce();
  const router = useRouter();
  const form = useId();
  const reasonField = useRef<HTMLTextAreaElement>(null);
  const isThere = target.digest === source.digest;
  const words = promotionWords(kind, source, target);

  const close = () => {
    setLogin(NO_LOGIN);
    promote.reset();
    onClose();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isThere || promote.isPending) return;
    const { tag: channel, digest: expectedDigest } = target;
    const { registry, repository } = address;
    promote.mutate(
      {
        request: {
          kind,
          registry,
          repository,
          channel,
          digest: source.digest,
          expectedDigest,
          reason,
          acknowledged: [],
        },
        login: rules.mode === 'personal' ? login : null,
      },
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
      description={words.description}
      width="lg"
      initialFocus={reasonField}
      footer={
        <>
          <DialogClose>Cancel</DialogClose>
          <Button type="submit" form={form} variant="primary" busy={promote.isPending} disabled={isThere}>
            {words.submit}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="space-y-4">
        {promote.error && (
          <PromotionFailure
            key={promote.submittedAt}
            error={promote.error}
            channel={target.tag}
            loginAt={rules.mode === 'personal' ? address.registry : null}
          />
        )}
        <PromotionEnds source={source} target={target} />
        {isThere && (
          <Notice title={`${target.tag} already points at ${source.version}`}>
            There is nothing to promote.
          </Notice>
        )}
        {promotionWarnings(source.version, target, rules.risks).map((warning) => (
          <Notice key={warning} tone="caution" title={warning} />
        ))}
        {!isThere && <ReleaseComparison address={address} from={target.digest} to={source.digest} />}
        <Field label="Reason" hint={words.reasonHint}>
          <Textarea
            ref={reasonField}
            name="reason"
            required={kind === 'rollback'}
            rows={2}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
        {rules.mode === 'personal' && (
          <RegistryLoginFields registry={address.registry} login={login} onChange={setLogin} />
        )}
      </form>
    </Dialog>
  );
}
