'use client';
import { Menu as Base } from '@base-ui/react/menu';
import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement, ReactNode } from 'react';

const ITEM =
  'flex min-h-8 w-full items-center gap-2 px-3 py-1 text-sm outline-none select-none data-highlighted:bg-land data-disabled:opacity-55 pointer-coarse:min-h-10 [&_svg]:size-4 [&_svg]:shrink-0';

export interface MenuProps {
  /** the button that opens it; must be made in a client component */
  trigger: ReactElement;
  /** which edge of the trigger the menu lines up with */
  align?: 'start' | 'end';
  children: ReactNode;
}

/** A menu below its button: arrow keys, typing ahead, Escape. */
export function Menu({ trigger, align = 'start', children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} className="z-50 outline-none">
          <Base.Popup className="max-h-(--available-height) min-w-40 overflow-y-auto rounded border border-line bg-surface py-1 text-ink shadow-raised outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface MenuItemProps {
  onSelect: () => void;
  disabled?: boolean;
  children: ReactNode;
}

/** Something to do. */
export function MenuItem({ onSelect, disabled, children }: MenuItemProps) {
  return (
    <Base.Item onClick={onSelect} disabled={disabled} className={ITEM}>
      {children}
    </Base.Item>
  );
}

/** Somewhere to go. */
export function MenuLink({
  href,
  current,
  children,
}: {
  href: string;
  current?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.LinkItem
      closeOnClick
      render={<Link href={href} aria-current={current ? 'true' : undefined} />}
      className={clsx(ITEM, current && 'font-semibold')}
    >
      {children}
    </Base.LinkItem>
  );
}

export interface MenuRadioGroupProps<Value extends string> {
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode }[];
}

/** One choice of several. */
export function MenuRadioGroup<Value extends string>({
  value,
  onChange,
  options,
}: MenuRadioGroupProps<Value>) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next: Value) => onChange(next)}>
      {options.map((option) => (
        <Base.RadioItem key={option.value} value={option.value} closeOnClick className={ITEM}>
          {option.label}
          <Base.RadioItemIndicator className="ml-auto pl-4 text-guide">
            <Check aria-hidden />
          </Base.RadioItemIndicator>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}
