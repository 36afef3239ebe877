import { createHash } from 'node:crypto';

/**
 * Answers `body` as JSON, or 304 when the caller has this revision already.
 * Rule: RFC 9110 §13.1.2 (If-None-Match, weak comparison), https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
 */
export function answerWithEtag(request: Request, revision: string, body: unknown): Response {
  return answer(request, revision, (headers) => Response.json(body, { headers }));
}

/** Answers `text`, or 304 when the caller has the same already. */
export function answerText(request: Request, text: string, contentType: string): Response {
  return answer(
    request,
    text,
    (headers) => new Response(text, { headers: { ...headers, 'content-type': contentType } }),
  );
}

function answer(
  request: Request,
  revision: string,
  whole: (headers: Record<string, string>) => Response,
): Response {
  const etag = `W/"${createHash('sha256').update(revision).digest('base64url').slice(0, 22)}"`;
  const headers = { etag, 'cache-control': 'private, no-cache' };
  const known =
    request.headers
      .get('if-none-match')
      ?.split(',')
      .map((tag) => tag.trim()) ?? [];
  if (known.includes(etag) || known.includes(etag.slice(2)))
    return new Response(null, { status: 304, headers });
  return whole(headers);
}
