'use client';
import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { LiveUpdates } from '@/components/layout/live-updates';
import { OfflineShell } from '@/components/layout/offline-shell';
import { getQueryClient } from '@/lib/queries/query-client';

/** What every page has around it in the browser. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={getQueryClient()}>
      <LiveUpdates />
      <OfflineShell />
      {children}
    </QueryClientProvider>
  );
}
