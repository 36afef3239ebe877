import { ChangeBadge } from '@/components/channel/change-badge';
import { DigestText } from '@/components/ui/digest';
import type { ComparedImage } from '@/lib/api/schema/comparison';

/** How far the images' registries have been asked for digests. */
export type Asking = 'asking' | 'asked' | 'failed';

export interface ComparedImagesProps {
  images: readonly ComparedImage[];
  asking: Asking;
}

/** Which images come, go and change, by tag and by what their registries say is under it. */
export function ComparedImages({ images, asking }: ComparedImagesProps) {
  const differing = images.filter((image) => image.change !== 'same');
  const same = images.length - differing.length;
  const unsure = images.filter(({ change, content }) => change === 'same' && content === 'unknown').length;
  return (
    <>
      <ul className="space-y-2 text-sm">
        {differing.map((image) => (
          <li key={`${image.from} ${image.to}`} className="flex items-baseline gap-2">
            <ChangeBadge change={image.change} />
            <div className="min-w-0">
              <p className="font-mono text-xs wrap-anywhere">
                {image.from !== null && <del className="text-muted no-underline">{image.from}</del>}
                {image.from !== null && image.to !== null && <br />}
                {image.to !== null && <ins className="no-underline">{image.to}</ins>}
              </p>
              <p className="text-xs text-muted">
                <Content image={image} asking={asking} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      {same > 0 && (
        <p className="mt-1 text-xs text-muted">
          {differing.length === 0 ? `${same} written alike` : `${same} more written alike`}
          {asking === 'asking' && '; their registries are being asked whether a tag was pushed again…'}
          {asking !== 'asking' && unsure > 0 && `; of ${unsure} the content is not known.`}
          {asking !== 'asking' && unsure === 0 && ', with the same content.'}
        </p>
      )}
    </>
  );
}

function Content({ image, asking }: { image: ComparedImage; asking: Asking }) {
  const { change, content, fromDigest, toDigest, note } = image;
  if (change === 'added' || change === 'removed') {
    const digest = toDigest ?? fromDigest;
    return digest === null ? note : <DigestText digest={digest} />;
  }
  switch (content) {
    case 'same':
      return 'The same content under another name.';
    case 'different':
      return (
        <>
          {fromDigest !== null && <DigestText digest={fromDigest} />} →{' '}
          {toDigest !== null && <DigestText digest={toDigest} />}
          {note !== null && <span className="mt-0.5 block text-danger">{note}</span>}
        </>
      );
    case 'unknown':
      if (asking === 'asking') return 'Asking its registry for the content…';
      return note === null ? 'Whether the content differs is not known.' : `Content not compared: ${note}`;
  }
}
