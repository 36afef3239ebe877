import { createHmac, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { request, type Dispatcher } from 'undici';
import { AppError } from '@/lib/errors';
import { Network } from '@/lib/oci/network';
import { RegistryError } from '@/lib/oci/registry-error';
import { TrustedHosts } from '@/lib/oci/trusted-hosts';

/** A picture from the web, as it is handed on to the browser. */
export interface RemoteImage {
  mediaType: string;
  bytes: Uint8Array;
}

export interface RemoteImageOptions {
  /** signs addresses, so that only pictures which charts name are ever fetched */
  key: Uint8Array;
  /** hosts that may be connected to besides public ones: `host:port`, or `host` */
  trustedHosts?: readonly string[];
  /** by default `https:` only */
  protocols?: ReadonlySet<string>;
}

export interface RemoteImages {
  /** The path, query included, under which Chartroom serves the picture at `url`. */
  sign(url: string): string;
  /**
   * Fetches a picture of at most 2 MiB within 10 s, following 3 redirects.
   * @param signature as `sign` put it into the path
   * @throws AppError `invalid_request` for an address nobody signed, `registry_unavailable` when the host doesn't give
   * a picture, `registry_timeout`
   */
  fetch(url: string, signature: string): Promise<RemoteImage>;
}

const MAX_BYTES = 2 * 1024 * 1024;
const MAX_REDIRECTS = 3;
const TIMEOUT = 10_000; // ms
const CACHE_BYTES = 32 * 1024 * 1024;
const CACHE_AGE = 60 * 60_000; // ms

const MEDIA_TYPES: ReadonlySet<string> = new Set([
  'image/avif',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/svg+xml',
  'image/vnd.microsoft.icon',
  'image/webp',
  'image/x-icon',
]);

/** Fetches icons and README pictures on behalf of the reader, so that their hosts learn nothing about who reads. */
export function createRemoteImages(options: RemoteImageOptions): RemoteImages {
  const protocols = options.protocols ?? new Set(['https:']);
  const network = new Network({
    trusted: new TrustedHosts([], options.trustedHosts),
    connections: 4,
    timeouts: { connect: TIMEOUT, headers: TIMEOUT, idle: TIMEOUT },
    proxy: 'environment',
  });
  const cache = new LRUCache<string, RemoteImage>({
    maxSize: CACHE_BYTES,
    ttl: CACHE_AGE,
    sizeCalculation: ({ bytes }) => bytes.byteLength + 1,
  });
  const signatureOf = (url: string): Buffer => createHmac('sha256', options.key).update(url).digest();

  function wayTo(url: URL): Dispatcher {
    const refusal = new AppError(
      'invalid_request',
      `Pictures are fetched from public https addresses only, not from ${url.origin}.`,
    );
    if (!protocols.has(url.protocol)) throw refusal;
    try {
      return network.dispatcherFor(url.origin);
    } catch (error) {
      throw error instanceof RegistryError ? refusal : error;
    }
  }

  async function follow(start: URL): Promise<RemoteImage> {
    const signal = AbortSignal.timeout(TIMEOUT);
    let url = start;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const answer = await get(url, wayTo(url), signal);
      if (answer.statusCode < 300 || answer.statusCode >= 400) return readImage(url, answer);
      await answer.body.dump();
      const location = answer.headers.location;
      if (typeof location !== 'string' || !URL.canParse(location, url))
        throw failure(url, 'it redirects nowhere');
      url = new URL(location, url);
    }
    throw failure(start, `it redirects more than ${MAX_REDIRECTS} times`);
  }

  return {
    sign: (url) =>
      `/api/v1/remote-images?${new URLSearchParams({ url, signature: signatureOf(url).toString('base64url') })}`,
    async fetch(url, signature) {
      const given = Buffer.from(signature, 'base64url');
      const expected = signatureOf(url);
      if (given.length !== expected.length || !timingSafeEqual(given, expected) || !URL.canParse(url)) {
        throw new AppError(
          'invalid_request',
          'This picture address was not made by Chartroom. Reload the page.',
        );
      }
      const known = cache.get(url);
      if (known !== undefined) return known;
      const image = await follow(new URL(url));
      cache.set(url, image);
      return image;
    },
  };
}

async function get(url: URL, dispatcher: Dispatcher, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  try {
    return await request(url, {
      dispatcher,
      signal,
      headers: { accept: 'image/*', 'accept-encoding': 'identity' },
    });
  } catch (error) {
    throw fetchFailure(url, error);
  }
}

async function readImage(url: URL, answer: Dispatcher.ResponseData): Promise<RemoteImage> {
  const mediaType =
    String(answer.headers['content-type'] ?? '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? '';
  if (answer.statusCode !== 200 || !MEDIA_TYPES.has(mediaType)) {
    await answer.body.dump();
    throw failure(
      url,
      answer.statusCode === 200 ? 'it is not a picture' : `the answer was ${answer.statusCode}`,
    );
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > MAX_BYTES) throw failure(url, `it is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw fetchFailure(url, error);
  }
  return { mediaType, bytes: Buffer.concat(chunks) };
}

function fetchFailure(url: URL, error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new AppError(
      'registry_timeout',
      `${url.host} did not give the picture within ${TIMEOUT / 1000} s.`,
      { cause: error },
    );
  }
  return failure(url, error instanceof Error ? error.message : 'the connection failed', error);
}

function failure(url: URL, reason: string, cause?: unknown): AppError {
  return new AppError('registry_unavailable', `The picture at ${url.host} can’t be shown: ${reason}.`, {
    cause,
  });
}
