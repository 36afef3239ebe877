import { clsx } from 'clsx';
import { CopyButton } from '@/components/ui/copy-button';

export interface DigestTextProps {
  /** `sha256:<hex>` */
  digest: string;
  className?: string;
}

/** The first twelve digits of a digest, the whole on hover. */
export function DigestText({ digest, className }: DigestTextProps) {
  const [algorithm, hex = ''] = digest.split(':');
  return (
    <code title={digest} className={clsx('font-mono text-xs whitespace-nowrap tabular', className)}>
      <span className="text-muted">{algorithm}:</span>
      {hex.slice(0, 12)}
    </code>
  );
}

/** A short digest with a button that copies the whole. */
export function Digest({ digest, className }: DigestTextProps) {
  return (
    <span className={clsx('inline-flex items-center gap-0.5', className)}>
      <DigestText digest={digest} />
      <CopyButton
        text={digest}
        label={`Copy digest ${digest.slice(digest.indexOf(':') + 1).slice(0, 12)}`}
        className="-my-1"
      />
    </span>
  );
}
