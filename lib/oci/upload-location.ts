import { wrongAnswer } from '@/lib/oci/answer-error';
import type { Answer } from '@/lib/oci/exchange';
import type { Digest } from '@/lib/oci/names';
import type { TrustedHosts } from '@/lib/oci/trusted-hosts';

/** Whom uploads may go to. */
export interface UploadHosts {
  /** the registry's */
  origin: string;
  trusted: TrustedHosts;
}

/**
 * Where an upload goes on, by the answer's `Location`: relative to what was asked, or whole; its query is part of it.
 * Only the registry itself takes uploads, and hosts the configuration trusts. A registry behind a proxy often knows
 * itself by another scheme than its callers: its own host is always spoken to as it is configured.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-monolithically
 * @param asked what was asked, with its query
 * @throws RegistryError `protocol` without a usable Location, `refused` for another host
 */
export function uploadLocation(answer: Answer, asked: URL, hosts: UploadHosts): URL {
  const { location } = answer.headers;
  const text = Array.isArray(location) ? location[0] : location;
  if (text === undefined || !URL.canParse(text, asked))
    throw wrongAnswer('protocol', answer, 'does not say where the upload goes on');
  const url = ownLocation(new URL(text, asked), hosts);
  if (url === undefined) {
    const { host } = new URL(text, asked);
    throw wrongAnswer(
      'refused',
      answer,
      `sends the upload to ${host}, which is another host; name it in “trustedHosts” to allow that`,
    );
  }
  return url;
}

/** The same for an address that was kept; undefined when it is none, or of another host. */
export function keptLocation(location: string, hosts: UploadHosts): URL | undefined {
  return URL.canParse(location) ? ownLocation(new URL(location), hosts) : undefined;
}

function ownLocation(url: URL, { origin, trusted }: UploadHosts): URL | undefined {
  const own = new URL(origin);
  // A port that is not written is the scheme's own, so http://host is https://host by another name.
  const isOwn = url.hostname === own.hostname && url.port === own.port && /^https?:$/.test(url.protocol);
  const target = isOwn ? new URL(url.pathname + url.search, own) : new URL(url);
  if (!isOwn && (!trusted.has(url) || trusted.refusal(url) !== undefined)) return undefined;
  if (own.protocol === 'https:' && target.protocol === 'http:') return undefined;
  target.username = '';
  target.password = '';
  target.hash = '';
  return target;
}

/** The address that ends an upload. What the registry's query says stays as it is, byte for byte. */
export function withDigest(location: URL, digest: Digest): URL {
  const url = new URL(location);
  url.search = `${location.search === '' ? '?' : `${location.search}&`}digest=${digest}`;
  return url;
}
