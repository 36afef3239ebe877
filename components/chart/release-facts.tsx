import type { ReactNode } from 'react';
import { BadgeCheck } from 'lucide-react';
import { sizeWords } from '@/components/ui/size-words';
import { Digest } from '@/components/ui/digest';
import { ExternalLink } from '@/components/ui/external-link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Release } from '@/lib/api/schema/release';

export interface ReleaseFactsProps {
  release: Release;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

// https://artifacthub.io/docs/topics/annotations/helm/ and
// https://github.com/opencontainers/image-spec/blob/main/annotations.md
const LICENCE_ANNOTATIONS = ['artifacthub.io/license', 'org.opencontainers.image.licenses', 'licenses'];

/** What is known of a release, in short. */
export function ReleaseFacts({ release, now }: ReleaseFactsProps) {
  const { metadata, created, digest, size, tags, provenance } = release;
  const licence = LICENCE_ANNOTATIONS.map((name) => metadata.annotations[name]).find((value) => value);
  return (
    <section aria-labelledby="facts" className="rounded-lg border border-line bg-surface">
      <h2 id="facts" className="border-b border-line px-3 py-2 text-sm font-semibold">
        This release
      </h2>
      <dl className="space-y-2 px-3 py-2.5 text-sm">
        <Fact name="App version">{metadata.appVersion && <Mono>{metadata.appVersion}</Mono>}</Fact>
        <Fact name="Kubernetes">{metadata.kubeVersion && <Mono>{metadata.kubeVersion}</Mono>}</Fact>
        <Fact name="Created">{created !== null && <RelativeTime at={created} now={now} />}</Fact>
        <Fact name="Digest">
          <Digest digest={digest} className="-my-1" />
        </Fact>
        <Fact name="Tags">{tags.length > 0 && <Mono>{tags.join(', ')}</Mono>}</Fact>
        <Fact name="Archive">{size !== null && sizeWords(size)}</Fact>
        <Fact name="Provenance">
          {provenance && (
            <span
              className="inline-flex items-center gap-1"
              title="A Helm provenance file is attached. Chartroom does not verify it; helm install --verify does."
            >
              <BadgeCheck aria-hidden className="size-4 text-good" />
              signed, not verified here
            </span>
          )}
        </Fact>
        <Fact name="Licence">{licence}</Fact>
        <Fact name="Maintainers">{metadata.maintainers.length > 0 && <Maintainers release={release} />}</Fact>
        <Fact name="Links">
          {(metadata.home !== undefined || metadata.sources.length > 0) && <Links release={release} />}
        </Fact>
        <Fact name="Keywords">{metadata.keywords.length > 0 && metadata.keywords.join(', ')}</Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === false || children === undefined || children === null || children === '') return null;
  return (
    <div className="grid grid-cols-[6.5rem_1fr] gap-2">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}

function Mono({ children }: { children: ReactNode }) {
  return <span className="tabular font-mono text-xs">{children}</span>;
}

function Maintainers({ release: { metadata } }: { release: Release }) {
  return (
    <ul>
      {metadata.maintainers.map(({ name, email, url }) => {
        const href = url ?? (email === undefined ? undefined : `mailto:${email}`);
        return (
          <li key={`${name} ${href ?? ''}`}>
            {href ? <ExternalLink href={href}>{name}</ExternalLink> : name}
          </li>
        );
      })}
    </ul>
  );
}

function Links({ release: { metadata } }: { release: Release }) {
  const links = [...new Set([metadata.home, ...metadata.sources])].filter((link) => link !== undefined);
  return (
    <ul>
      {links.map((link) => (
        <li key={link}>
          <ExternalLink href={link}>
            {link === metadata.home
              ? 'Home page'
              : link.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')}
          </ExternalLink>
        </li>
      ))}
    </ul>
  );
}
