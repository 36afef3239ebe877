'use client';
import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { THEME_COOKIE, type Theme } from '@/components/layout/theme';
import { Button } from '@/components/ui/button';
import { Menu, MenuRadioGroup } from '@/components/ui/menu';

const YEAR = 31_536_000; // seconds

const OPTIONS = [
  { value: 'light', icon: Sun, words: 'Light' },
  { value: 'dark', icon: Moon, words: 'Dark' },
  { value: 'system', icon: Monitor, words: 'System' },
] as const;

function applyTheme(theme: Theme) {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  const age = theme === 'system' ? 0 : YEAR;
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${age}; samesite=lax`;
}

/** Light, dark, or as the system prefers. @param initial what the server rendered with */
export function ThemeMenu({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const current = OPTIONS.find(({ value }) => value === theme);
  const Icon = current?.icon ?? Monitor;

  const choose = (next: Theme) => {
    applyTheme(next);
    setTheme(next);
  };

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
        onChange={choose}
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
