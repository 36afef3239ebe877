'use server';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { readCaller } from '@/lib/api/caller';
import { AppError } from '@/lib/errors';
import { cancelTransfer, resumeTransfer } from '@/lib/services/transfers';

// For browsers without JavaScript. Next.js compares `Origin` with `Host` before it runs an action, so other sites can't
// send it. What a registry or a person's login says no to, the page shows as the transfer's state.

/** Ends the transfer named in the form. */
export async function cancelFromForm(form: FormData): Promise<void> {
  await steer(form, cancelTransfer);
}

/** Goes on with the transfer named in the form. */
export async function resumeFromForm(form: FormData): Promise<void> {
  await steer(form, resumeTransfer);
}

async function steer(form: FormData, act: typeof cancelTransfer): Promise<void> {
  const id = String(form.get('id'));
  try {
    await act(id, readCaller(await headers()));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    redirect(`/transfers/${encodeURIComponent(id)}?refused=${encodeURIComponent(error.code)}`);
  }
  redirect(`/transfers/${encodeURIComponent(id)}`);
}
