'use server';
import { redirect } from 'next/navigation';
import { refreshRegistry } from '@/lib/services/registries';

/**
 * Refreshes the registry named in the form: for browsers without JavaScript.
 * Next.js compares `Origin` with `Host` before it runs an action, so other sites can't send it.
 */
export async function refreshFromForm(form: FormData): Promise<void> {
  const name = String(form.get('registry'));
  await refreshRegistry(name);
  redirect(`/registries#${encodeURIComponent(name)}`);
}
