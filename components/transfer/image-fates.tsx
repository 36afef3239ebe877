import { imageWords } from '@/components/transfer/transfer-words';
import { Badge } from '@/components/ui/badge';
import { DigestText } from '@/components/ui/digest';
import { sizeWords } from '@/components/ui/size-words';
import { Table, Td, Th } from '@/components/ui/table';
import type { TransferImage } from '@/lib/api/schema/transfer';

/** What becomes of each image that a chart refers to. */
export function ImageFates({ images }: { images: readonly TransferImage[] }) {
  if (images.length === 0) return <p className="text-sm text-muted">The chart refers to no images.</p>;
  return (
    <Table label="Images of the chart">
      <thead>
        <tr>
          <Th>Image</Th>
          <Th>What happens</Th>
          <Th>Digest</Th>
        </tr>
      </thead>
      <tbody>
        {images.map((image) => (
          <tr key={image.image}>
            <Td className="min-w-44 font-mono text-xs wrap-anywhere">{image.image}</Td>
            <Td className="min-w-44">
              {imageWords(image)}
              {image.platforms.length > 0 && (
                <span className="block text-xs text-muted">{image.platforms.join(', ')}</span>
              )}
            </Td>
            <Td className="whitespace-nowrap">
              {image.digest !== null && <DigestText digest={image.digest} />}
              {image.bytes > 0 && <span className="block text-xs text-muted">{sizeWords(image.bytes)}</span>}
              {!image.frozen && image.outcome !== 'unreadable' && (
                <Badge
                  tone="caution"
                  title="The chart names it by tag only, and a tag can mean other bytes tomorrow. Copying does not change that."
                >
                  by tag only
                </Badge>
              )}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** In a sentence or two: how many are copied, how many are not and why, and how many are not frozen. */
export function imageSummary(images: readonly TransferImage[]): string {
  const count = (outcome: TransferImage['outcome']): number =>
    images.filter((image) => image.outcome === outcome).length;
  const parts = [
    [count('copied'), 'copied'],
    [count('left'), 'left where they are'],
    [count('in-target'), 'in the target registry already'],
    [count('not-configured'), 'not copied, as their registry is not configured'],
    [count('absent'), 'not copied, as their registry does not have them'],
    [count('unreadable'), 'not copied, as their names can’t be read'],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  const loose = images.filter(({ frozen, outcome }) => !frozen && outcome !== 'unreadable').length;
  const frozen = loose === 0 ? '' : ` ${loose} named by tag only, which does not freeze what they are.`;
  return images.length === 0 ? 'The chart refers to no images.' : `${told.join('; ')}.${frozen}`;
}
