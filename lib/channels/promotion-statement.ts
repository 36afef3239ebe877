import type { Promotion } from '@/lib/channels/promotion';
import { digestOf } from '@/lib/oci/digest';
import type { Descriptor, RawManifest } from '@/lib/oci/manifest';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';

/** https://github.com/in-toto/attestation/blob/main/spec/v1/envelope.md#file-formats: a statement as JSON */
const IN_TOTO = 'application/vnd.in-toto+json';
/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
const STATEMENT = 'https://in-toto.io/Statement/v1';
/** https://github.com/in-toto/attestation/blob/main/spec/predicates/release.md */
const RELEASE = 'https://in-toto.io/attestation/release/v0.1';
/** https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidance-for-an-empty-descriptor */
const EMPTY = 'application/vnd.oci.empty.v1+json';

/** A statement as it is put into a registry: a manifest about another one, and the blobs it names. */
export interface StatementArtifact {
  manifest: RawManifest;
  blobs: { digest: Digest; bytes: Uint8Array }[];
}

/**
 * What a promotion says about the promoted digest, as an in-toto statement of the kind “release”: under this channel's
 * name the registry gives out these bytes. Who, why, when and from where stands beside it under `chartroom`, where
 * readers of the standard part pass it over. It is not signed.
 * @param host of the registry, with its port where it has one
 */
export function promotionStatement(promotion: Promotion, host: string): object {
  const { id, kind, undoes, repository, channel, from, to, actor, reason, at } = promotion;
  const [algorithm = '', hex = ''] = to.digest.split(':');
  return {
    _type: STATEMENT,
    subject: [{ name: `${host}/${repository}`, digest: { [algorithm]: hex } }],
    predicateType: RELEASE,
    predicate: {
      purl: packageUrl(host, repository, channel, to.digest),
      chartroom: { promotion: id, kind, undoes, channel, version: to.version, from, actor, reason, at },
    },
  };
}

/**
 * Makes the manifest that carries a statement about another manifest, as an artifact of that manifest.
 * Rule: https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage
 * @param at when it was made: RFC 3339
 * @param about in a few words, for lists of referrers
 */
export function statementArtifact(
  statement: object,
  subject: Descriptor,
  at: string,
  about: string,
): StatementArtifact {
  const blobs = [encode({}), encode(statement)].map((bytes) => ({ digest: digestOf(bytes), bytes }));
  const [config, layer] = blobs.map(({ digest, bytes }) => ({ digest, size: bytes.length }));
  const bytes = encode({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: IN_TOTO,
    config: { mediaType: EMPTY, ...config },
    layers: [
      {
        mediaType: IN_TOTO,
        ...layer,
        annotations: {
          'in-toto.io/predicate-type': RELEASE,
          'org.opencontainers.image.title': 'promotion.json',
        },
      },
    ],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size },
    annotations: {
      'org.opencontainers.image.created': at,
      'org.opencontainers.image.description': about,
    },
  });
  return { manifest: { bytes, digest: digestOf(bytes), mediaType: OCI_MANIFEST }, blobs };
}

/** Rule: https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md */
function packageUrl(host: string, repository: string, channel: string, digest: Digest): string {
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const place = `${host}/${repository}`.split('/').map(encodeURIComponent).join('/');
  return `pkg:oci/${name}@${encodeURIComponent(digest)}?repository_url=${place}&tag=${channel}`;
}

function encode(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
