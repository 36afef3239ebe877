import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A text, and the same compressed with Brotli. */
export interface EncodedContent {
  text: string;
  brotli: () => Promise<Uint8Array>;
}

type Coding = 'br' | 'gzip' | 'identity';

const compressWithGzip = promisify(gzip);

/**
 * Answers JSON that never changes under its address, in the best coding that the caller takes.
 * Rule: RFC 9110 §12.5.3 (Accept-Encoding), https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export async function answerEncoded(request: Request, content: EncodedContent): Promise<Response> {
  const coding = chooseCoding(request.headers.get('accept-encoding') ?? '');
  const headers = new Headers({
    'content-type': 'application/json',
    'cache-control': 'private, max-age=31536000, immutable',
    vary: 'accept-encoding',
  });
  if (coding !== 'identity') headers.set('content-encoding', coding);
  const bytes = await encode(content, coding);
  headers.set('content-length', String(bytes.byteLength));
  return new Response(new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength), {
    headers,
  });
}

function encode({ text, brotli }: EncodedContent, coding: Coding): Promise<Uint8Array> | Uint8Array {
  if (coding === 'br') return brotli();
  return coding === 'gzip' ? compressWithGzip(text) : Buffer.from(text, 'utf8');
}

/** Brotli before gzip where both are taken, for it is smaller; neither unless it is named, or all are. */
function chooseCoding(accepted: string): Coding {
  const taken = new Map(
    accepted.split(',').map((entry) => {
      const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
      const refused = parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter));
      return [name, !refused] as const;
    }),
  );
  const takes = (coding: string): boolean => taken.get(coding) ?? taken.get('*') ?? false;
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : 'identity';
}
