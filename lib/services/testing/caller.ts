import type { Caller } from '@/lib/services/promoter';

/** A caller who brings nothing but headers, such as the one in which a proxy names the person. */
export function callerWith(headers: Readonly<Record<string, string | null>> = {}): Caller {
  return { login: null, sessions: new Map(), address: 'unknown', header: (name) => headers[name] ?? null };
}
