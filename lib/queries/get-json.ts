import type { z } from 'zod';
import { Problem } from '@/lib/api/schema/problem';
import { ApiProblem } from '@/lib/queries/api-problem';

export interface CallOptions {
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/**
 * GET of a path of our own API, its answer checked against `schema`.
 * @param path begins with `/`; its parts are already encoded
 * @throws ApiProblem; an abort is thrown as it is
 */
export async function getJson<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
  const response = await call(path, { signal, headers: { accept: 'application/json' } });
  return readBody(response, path, schema);
}

/**
 * POST of a JSON body, the answer checked against `schema`.
 * @throws ApiProblem; an abort is thrown as it is
 */
export async function postJson<T>(
  path: string,
  body: unknown,
  schema: z.ZodType<T>,
  { signal, headers }: CallOptions = {},
): Promise<T> {
  const response = await call(path, {
    method: 'POST',
    signal,
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return readBody(response, path, schema);
}

/**
 * POST of a JSON body, to a call that only says "accepted".
 * @throws ApiProblem
 */
export async function postAccepted(path: string, body: unknown): Promise<void> {
  await call(path, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/**
 * POST without a body, to a call that only says "accepted".
 * @throws ApiProblem
 */
export async function postNothing(path: string): Promise<void> {
  await call(path, { method: 'POST', headers: { accept: 'application/json' } });
}

/**
 * DELETE of what a path names.
 * @throws ApiProblem
 */
export async function sendDelete(path: string): Promise<void> {
  await call(path, { method: 'DELETE', headers: { accept: 'application/json' } });
}

async function call(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiProblem(
      {
        code: 'unreachable',
        status: null,
        title: 'Chartroom did not answer',
        detail:
          'The Chartroom server can’t be reached. Check your connection and that it is running, then try again.',
      },
      { cause: error },
    );
  }
  if (!response.ok) throw await readProblem(response, path);
  return response;
}

async function readProblem(response: Response, path: string): Promise<ApiProblem> {
  const text = await response.text();
  const parsed = Problem.safeParse(parseJson(text));
  if (!parsed.success) {
    return unexpected(response, path, text === '' ? 'no reason given' : text.slice(0, 200), parsed.error);
  }
  const { type: _type, title, status, detail, code, ...members } = parsed.data;
  return new ApiProblem({ code, status, title, detail, members });
}

async function readBody<T>(response: Response, path: string, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(parseJson(await response.text()));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const reason =
    issue === undefined ? 'not as agreed' : `${issue.path.join('.') || 'body'}: ${issue.message}`;
  throw unexpected(response, path, reason, parsed.error);
}

function unexpected(response: Response, path: string, reason: string, cause: unknown): ApiProblem {
  return new ApiProblem(
    {
      code: 'unexpected_answer',
      status: response.status,
      title: 'Chartroom’s answer was not understood',
      detail: `${path} answered ${response.status}: ${reason}. Reload the page; if a newer Chartroom was just installed, that is enough.`,
    },
    { cause },
  );
}

/** The parsed text, or undefined for text that is not JSON, which no schema accepts. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
