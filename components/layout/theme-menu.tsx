'use client';
import { Monitor, Moon, Sun } from 'lucide-react';
import type { Theme } from '@/components/layout/theme';
import { applyTheme, useTheme } from '@/components/layout/use-theme';
import { Button } from '@/components/ui/button';
import { Menu, MenuRadioGroup } from '@/components/ui/menu';

const OPTIONS = [
  { value: 'light', icon: Sun, words: 'Light' },
  { value: 'dark', icon: Moon, words: 'Dark' },
  { value: 'system', icon: Monitor, words: 'System' },
] as const;

/** Light, dark, or as the system prefers. @param initial what the server rendered with */
export function ThemeMenu({ initial }: { initial: Theme }) {
  const theme = useTheme(initial);
  const current = OPTIONS.find(({ value }) => value === theme);
  const Icon = current?.icon ?? Monitor;

  return (
    <Menu
      align="end"
      trigger={
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Colours: ${current?.words ?? 'System'}`}
          title="Colours"
        >
          <Icon aria-hidden />
        </Button>
      }
    >
      <MenuRadioGroup
        value={theme}
        onChange={applyTheme}
        options={OPTIONS.map(({ value, icon: OptionIcon, words }) => ({
          value,
          label: (
            <>
              <OptionIcon aria-hidden />
              {words}
            </>
          ),
        }))}
      />
    </Menu>
  );
}
