import { clsx } from 'clsx';
import { LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps } from 'react';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonSize = 'sm' | 'md' | 'icon';

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'border-guide bg-guide text-on-guide hover:border-guide-strong hover:bg-guide-strong',
  secondary: 'border-line-strong bg-surface text-ink hover:bg-land',
  ghost: 'border-transparent text-ink hover:bg-land',
  danger: 'border-danger bg-danger text-on-danger hover:opacity-90',
};

const SIZES: Record<ButtonSize, string> = {
  sm: 'min-h-7 gap-1 px-2 text-xs',
  md: 'min-h-8 gap-1.5 px-3 text-sm',
  icon: 'size-7 justify-center',
};

/** The look of a button, for elements that can't be a `Button`, such as `<summary>`. */
export function buttonClass(variant: ButtonVariant = 'secondary', size: ButtonSize = 'md'): string {
  return clsx(
    'inline-flex items-center justify-center rounded border font-medium whitespace-nowrap select-none',
    'transition-colors disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55',
    'pointer-coarse:min-h-10 pointer-coarse:min-w-10 [&_svg]:size-4 [&_svg]:shrink-0',
    VARIANTS[variant],
    SIZES[size],
  );
}

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant;
  /** `icon` is square: give it an `aria-label` */
  size?: ButtonSize;
  /** shows a turning mark and ignores clicks, yet keeps the focus */
  busy?: boolean;
}

/** A button; it does not submit a form unless `type="submit"`. */
export function Button({
  variant = 'secondary',
  size = 'md',
  busy = false,
  type = 'button',
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest['aria-disabled']}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={clsx(buttonClass(variant, size), className)}
    >
      {busy && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
}

export interface ButtonLinkProps extends ComponentProps<typeof Link> {
  variant?: ButtonVariant;
  size?: ButtonSize;
}

/** A link inside the application that looks like a button. */
export function ButtonLink({ variant = 'secondary', size = 'md', className, ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={clsx(buttonClass(variant, size), className)} />;
}
