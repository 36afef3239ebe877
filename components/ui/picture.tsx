'use client';
import { clsx } from 'clsx';
import Image from 'next/image';
import { useState } from 'react';

export interface PictureProps {
  /** a remote address, or null for none */
  src: string | null;
  /** whose picture it is; its first letter stands in where there is none */
  name: string;
  /** edge in CSS pixels */
  size: number;
  className?: string;
}

const GROUNDS = [
  'bg-water text-water-ink',
  'bg-land text-muted',
  'bg-guide-soft text-guide',
  'bg-good-soft text-good',
];

function groundOf(name: string): string | undefined {
  let sum = 0;
  for (const character of name) sum += character.codePointAt(0) ?? 0;
  return GROUNDS[sum % GROUNDS.length];
}

/** A square picture from somewhere else, or a monogram. Decoration: the name stands beside it. */
export function Picture({ src, name, size, className }: PictureProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const box = clsx('inline-flex shrink-0 items-center justify-center overflow-hidden rounded', className);
  if (src === null || src === broken) {
    const letter = [...name].find((character) => /[\p{L}\p{N}]/u.test(character)) ?? '·';
    return (
      <span
        aria-hidden
        style={{ width: size, height: size, fontSize: size * 0.5 }}
        className={clsx(box, 'leading-none font-semibold uppercase', groundOf(name))}
      >
        {letter}
      </span>
    );
  }
  return (
    <span style={{ width: size, height: size }} className={clsx(box, 'border border-line bg-plate p-0.5')}>
      <Image
        unoptimized
        src={src}
        alt=""
        width={size}
        height={size}
        loading="lazy"
        decoding="async"
        referrerPolicy="no-referrer"
        onError={() => setBroken(src)}
        className="size-full object-contain"
      />
    </span>
  );
}
