import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { cancelFromForm, resumeFromForm } from '@/app/transfers/steer-actions';
import { TransferPage } from '@/components/transfer/transfer-page';
import { Notice } from '@/components/ui/notice';
import { describeProblem } from '@/lib/api/problem';
import type { Transfer } from '@/lib/api/schema/transfer';
import { getTransfer } from '@/lib/services/transfer-views';

type Props = PageProps<'/transfers/[id]'>;

const loadTransfer = cache(async (id: string): Promise<Transfer> => {
  try {
    return await getTransfer(id);
  } catch (error) {
    if (describeProblem(error)?.code === 'transfer_not_found') notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { version, to } = await loadTransfer((await params).id);
  return { title: `${version} to ${to.registry}` };
}

export default async function Page({ params, searchParams }: Props) {
  const [{ id }, { refused }] = await Promise.all([params, searchParams]);
  return (
    <>
      {typeof refused === 'string' && (
        <Notice tone="danger" title="That was refused" className="mb-4">
          <p>
            {refused === 'unauthenticated'
              ? 'It needs your own login at the target registry. Sign in there first; without JavaScript, by the HTTP API.'
              : 'The transfer is not in a state for it any more, or this login may not do it.'}
          </p>
        </Notice>
      )}
      <TransferPage
        known={await loadTransfer(id)}
        actions={{ cancel: cancelFromForm, resume: resumeFromForm }}
        now={Date.now()}
      />
    </>
  );
}
