import { isHtml, type Answer } from '@/lib/oci/exchange';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';
import type { Session } from '@/lib/oci/session';

/** What listings and other answers in JSON are asked for as. */
export const JSON_ACCEPT = 'application/json, */*';

/**
 * Asks for something by GET and gives the answer, an error status included. A web page in place of it is asked for once
 * more: it is a proxy's slip, or there is no registry, and asking again tells which.
 * @param scope what a token needs for it
 * @param maxBytes of a successful answer
 * @throws RegistryError when no complete answer came
 */
export async function readAnswer(
  session: Session,
  { path, accept, scope, maxBytes }: { path: string; accept: string; scope: string; maxBytes: number },
  options: CallOptions,
): Promise<Answer> {
  const call = { method: 'GET', path, accept, scope, maxBytes, idempotent: true } as const;
  const answer = await session.call(call, options);
  return answer.status === 200 && isHtml(answer) ? session.call(call, options) : answer;
}

/** Failures of an answer that may have been spoilt on the way. */
const SPOILT: ReadonlySet<RegistryErrorKind> = new Set(['digest_mismatch', 'protocol']);

/** Reads again what came spoilt: a proxy in between, or the line, does that once, seldom twice. */
export async function onceMore<Content>(read: () => Promise<Content>): Promise<Content> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof RegistryError) || !SPOILT.has(error.kind)) throw error;
    return read();
  }
}
