import { ChangeBadge } from '@/components/channel/change-badge';
import type { Comparison } from '@/lib/api/schema/comparison';

/** Which images come, go and change. */
export function ComparedImages({ images }: { images: Comparison['images'] }) {
  const differing = images.filter((image) => image.change !== 'same');
  const same = images.length - differing.length;
  return (
    <div>
      <h4 className="eyebrow mb-1">Images</h4>
      {differing.length > 0 && (
        <ul className="space-y-1 text-sm">
          {differing.map((image) => (
            <li key={image.name} className="flex items-baseline gap-2">
              <ChangeBadge change={image.change} />
              <span className="min-w-0 font-mono text-xs wrap-anywhere">
                {image.from !== null && image.to !== null ? (
                  <>
                    <del className="text-muted no-underline">{image.from}</del>
                    <br />
                    <ins className="no-underline">{image.to}</ins>
                  </>
                ) : (
                  (image.to ?? image.from)
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="text-sm text-muted">
        {images.length === 0 && 'Neither refers to an image.'}
        {images.length > 0 && differing.length === 0 && `No image changes (${same} the same).`}
        {differing.length > 0 && same > 0 && `${same} more stay the same.`}
      </p>
    </div>
  );
}
