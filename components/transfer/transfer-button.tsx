'use client';
import { Ship } from 'lucide-react';
import { useState } from 'react';
import { TransferDialog } from '@/components/transfer/transfer-dialog';
import type { TransferSource, TransferTarget } from '@/components/transfer/transfer-target';
import { Button } from '@/components/ui/button';

export interface TransferButtonProps {
  source: TransferSource;
  /** registries it can be copied to; nothing is shown where there are none */
  targets: readonly TransferTarget[];
  /** configured risks, safest first */
  risks: readonly string[];
}

/** Opens the dialog that copies the release that is shown to another registry. */
export function TransferButton({ source, targets, risks }: TransferButtonProps) {
  const [open, setOpen] = useState(false);
  // Counted, so that every opening starts with a fresh dialog.
  const [count, setCount] = useState(0);
  if (targets.length === 0) return null;
  return (
    <span className="noscript:hidden">
      <Button
        onClick={() => {
          setCount(count + 1);
          setOpen(true);
        }}
      >
        <Ship aria-hidden />
        Copy to another registry…
      </Button>
      {count > 0 && (
        <TransferDialog
          key={count}
          source={source}
          targets={targets}
          risks={risks}
          open={open}
          onClose={() => setOpen(false)}
        />
      )}
    </span>
  );
}
