'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { startLiveUpdates } from '@/lib/queries/live-updates';

/** Keeps every page in step with what the server tells. Shows nothing. */
export function LiveUpdates() {
  const client = useQueryClient();
  useEffect(() => startLiveUpdates(client), [client]);
  return null;
}
