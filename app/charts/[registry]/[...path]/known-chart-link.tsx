'use client';
import { usePathname } from 'next/navigation';
import { ButtonLink } from '@/components/ui/button';

/** Leads from a version or channel that does not exist to the chart's own versions. */
export function KnownChartLink() {
  const path = usePathname();
  const chart = path.replace(/(?:[@:]|%40|%3a).*$/i, '');
  if (chart === path) return null;
  return (
    <ButtonLink variant="primary" href={`${chart}?tab=versions`}>
      All versions of this chart
    </ButtonLink>
  );
}
