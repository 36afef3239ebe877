'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useId, useMemo, useState, type SubmitEvent } from 'react';
import { RegistryIdentity, useMustSignIn } from '@/components/session/registry-identity';
import { mayBegin, TransferForecast } from '@/components/transfer/transfer-forecast';
import {
  suggestChannels,
  type TransferSource,
  type TransferTarget,
} from '@/components/transfer/transfer-target';
import { useSettled } from '@/components/transfer/use-settled';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog, DialogClose } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import type { TransferRequest } from '@/lib/api/schema/transfer';
import { describeFailure } from '@/lib/queries/api-problem';
import { transferPlan, useBeginTransfer } from '@/lib/queries/transfers';

export interface TransferDialogProps {
  source: TransferSource;
  /** at least one */
  targets: readonly TransferTarget[];
  /** configured risks, safest first */
  risks: readonly string[];
  open: boolean;
  onClose: () => void;
}

/** How long typing must have paused before the registries are asked, in milliseconds. */
const PAUSE = 500;

/**
 * Shows what copying a release to another registry would do and, when confirmed, begins it: with the channel's digest as
 * it was shown. Give it a new `key` each time it is opened.
 */
export function TransferDialog({ source, targets, risks, open, onClose }: TransferDialogProps) {
  const [target, setTarget] = useState(targets[0]?.name ?? '');
  const [repository, setRepository] = useState(source.repository);
  const [channel, setChannel] = useState(source.channel ?? '');
  const [images, setImages] = useState(false);
  const [reason, setReason] = useState('');
  const [accepted, setAccepted] = useState<string[]>([]);
  const router = useRouter();
  const form = useId();
  const channels = useId();
  const begin = useBeginTransfer();
  const { registry, digest } = source;
  const wanted = useMemo<TransferRequest>(
    () => ({
      from: { registry, repository: source.repository, digest },
      to: {
        registry: target,
        repository: repository.trim(),
        channel: channel.trim() === '' ? null : channel.trim(),
        expectedDigest: null,
      },
      images,
      reason: '',
      acknowledged: [],
    }),
    [registry, source.repository, digest, target, repository, channel, images],
  );
  const asked = useSettled(wanted, PAUSE);
  const { data: plan, error, isFetching, refetch } = useQuery({ ...transferPlan(asked), enabled: open });
  const settled = asked === wanted && !isFetching;
  const personal = targets.find(({ name }) => name === target)?.mode === 'personal';
  const place = { registry: target, repository: repository.trim() };
  const mustSignIn = useMustSignIn({ address: place, mode: personal ? 'personal' : 'off' });
  const ready = settled && plan !== undefined && error === null && mayBegin(plan, accepted);

  const close = () => {
    begin.reset();
    onClose();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!ready || begin.isPending) return;
    begin.mutate(
      {
        ...asked,
        to: { ...asked.to, expectedDigest: plan.channel?.digest ?? null },
        reason,
        acknowledged: accepted,
      },
      {
        onSuccess: ({ id }) => router.push(`/transfers/${id}`),
        onError: () => void refetch(), // what stood in the way is shown as it is now
      },
    );
  };

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next && !begin.isPending) close();
      }}
      title={`Copy ${source.version} to another registry`}
      description="The identical bytes go there with all that belongs to them; the version’s tag comes last, then the channel. Until then nobody sees anything of it."
      width="xl"
      footer={
        <>
          <DialogClose>Cancel</DialogClose>
          <Button
            type="submit"
            form={form}
            variant="primary"
            busy={begin.isPending}
            disabled={!ready || mustSignIn}
          >
            {channel.trim() === '' ? `Copy ${source.version}` : `Copy ${source.version} and promote it`}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="space-y-4">
        {begin.error && (
          <Notice tone="danger" title={describeFailure(begin.error).title}>
            <p>{describeFailure(begin.error).detail}</p>
          </Notice>
        )}
        <div className="grid gap-3 sm:grid-cols-3">
          <Field label="Registry">
            <Select
              className="w-full [&>select]:w-full"
              value={target}
              onChange={(event) => setTarget(event.target.value)}
            >
              {targets.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          </Field>
          <Field label="Repository">
            <Input
              required
              spellCheck={false}
              autoCapitalize="none"
              maxLength={255}
              className="font-mono"
              value={repository}
              onChange={(event) => setRepository(event.target.value)}
            />
          </Field>
          <Field label="Channel" hint="Empty copies the version only.">
            <Input
              list={channels}
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              maxLength={128}
              className="font-mono"
              value={channel}
              onChange={(event) => setChannel(event.target.value)}
            />
          </Field>
          <datalist id={channels}>
            {suggestChannels(source.version, risks).map((tag) => (
              <option key={tag}>{tag}</option>
            ))}
          </datalist>
        </div>
        <Checkbox
          label="Copy the images too, all platforms, as far as their registry is configured"
          checked={images}
          onChange={(event) => setImages(event.target.checked)}
        />
        <div aria-live="polite" className="space-y-3">
          {!settled && <p className="text-sm text-muted">Looking at both registries…</p>}
          {settled && error && (
            <Notice tone="danger" title={describeFailure(error).title}>
              <p>{describeFailure(error).detail}</p>
            </Notice>
          )}
          {settled && !error && plan && (
            <TransferForecast plan={plan} digest={digest} accepted={accepted} onAccept={setAccepted} />
          )}
        </div>
        <Field
          label="Reason"
          hint={
            plan?.reason === 'required'
              ? 'Kept in the history, for those who wonder later. It is needed here.'
              : 'Kept in the history, for those who wonder later. May be left empty.'
          }
        >
          <Textarea
            name="reason"
            required={plan?.reason === 'required'}
            rows={2}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
      </form>
      {personal && (
        <div className="mt-4">
          <RegistryIdentity address={place} mode="personal" />
        </div>
      )}
    </Dialog>
  );
}
