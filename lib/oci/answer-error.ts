import { STATUS_CODES } from 'node:http';
import { isHtml, type Answer } from '@/lib/oci/exchange';
import { RegistryError, type RegistryErrorEntry, type RegistryErrorKind } from '@/lib/oci/registry-error';
import { requestIdOf } from '@/lib/oci/request-id';
import { parseRetryAfter } from '@/lib/oci/retry';

const MAX_ENTRIES = 5;
const MAX_CODE_LENGTH = 64;
const MAX_MESSAGE_LENGTH = 300;
/** A shorter secret would blot out ordinary words. */
const MIN_SECRET_LENGTH = 4;
/** Control characters, and the invisible ones that turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

const KINDS: Readonly<Record<number, RegistryErrorKind>> = {
  401: 'unauthorized',
  403: 'denied',
  404: 'not_found',
  405: 'unsupported',
  408: 'timeout',
  409: 'conflict',
  410: 'not_found',
  412: 'conflict',
  413: 'too_large',
  429: 'rate_limited',
  501: 'unsupported',
};

export interface AnswerErrorOptions {
  /** milliseconds since the epoch, for a `Retry-After` that is a date */
  now: number;
  /** what must not show in a message even if the registry repeats it */
  secrets: readonly string[];
  /** the kind where the call gives a status another meaning than usual */
  kind?: RegistryErrorKind | undefined;
}

/** What an HTTP status means for a registry call. */
export function kindOfStatus(status: number): RegistryErrorKind {
  return KINDS[status] ?? (status >= 500 ? 'unavailable' : 'protocol');
}

/** Turns an answer that is no success into an error that says what was asked and what the registry said. */
export function answerError(answer: Answer, { now, secrets, kind }: AnswerErrorOptions): RegistryError {
  const { method, url, status } = answer;
  const entries = parseErrorEntries(answer.body, secrets);
  const [first] = entries;
  const said =
    first === undefined
      ? describeStatus(answer)
      : [first.code, first.message].filter((part) => part !== '').join(': ');
  return new RegistryError(
    kind ?? kindOfStatus(status),
    `${method} ${url} answered ${status} ${said}`.trimEnd(),
    {
      status,
      method,
      url,
      entries,
      retryAfter: parseRetryAfter(answer.headers['retry-after'], now),
      requestId: requestIdOf(answer),
    },
  );
}

function describeStatus(answer: Answer): string {
  return `${STATUS_CODES[answer.status] ?? ''}${isHtml(answer) ? ' (an HTML page)' : ''}`;
}

/**
 * The registry's own error list, cleaned for showing: at most 5 entries, messages of at most 300 characters, no control
 * characters. Token services say `details` or `error_description` instead. Never throws: an error page is often no JSON.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
 */
export function parseErrorEntries(body: Uint8Array, secrets: readonly string[] = []): RegistryErrorEntry[] {
  const answer = parseJson(body);
  if (typeof answer !== 'object' || answer === null) return [];
  const clean = (value: unknown, length: number): string => cleanText(value, secrets, length);
  if ('errors' in answer && Array.isArray(answer.errors)) {
    const entries: unknown[] = answer.errors.slice(0, MAX_ENTRIES);
    return entries
      .filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null)
      .map((entry) => ({
        code: clean(entry['code'], MAX_CODE_LENGTH),
        message: clean(entry['message'], MAX_MESSAGE_LENGTH),
      }))
      .filter(({ code, message }) => code !== '' || message !== '');
  }
  const fields = answer as Record<string, unknown>;
  const message = ['details', 'error_description', 'message', 'error']
    .map((name) => clean(fields[name], MAX_MESSAGE_LENGTH))
    .find((text) => text !== '');
  return message === undefined ? [] : [{ code: '', message }];
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function cleanText(value: unknown, secrets: readonly string[], length: number): string {
  if (typeof value !== 'string') return '';
  let text = value;
  for (const secret of secrets) {
    if (secret.length >= MIN_SECRET_LENGTH) text = text.replaceAll(secret, '[secret]');
  }
  text = text
    .slice(0, length * 4)
    .replace(UNPRINTABLE, ' ')
    .trim();
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/**
 * The error for an answer that is not what was asked for, whatever its status.
 * @param what goes on from “The answer to GET … ”, without the full stop
 */
export function wrongAnswer(
  kind: RegistryErrorKind,
  { method, url, status }: Answer,
  what: string,
): RegistryError {
  return new RegistryError(kind, `The answer to ${method} ${url} ${what}.`, { method, url, status });
}
