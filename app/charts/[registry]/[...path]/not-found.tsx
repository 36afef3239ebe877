import { MapPinOff } from 'lucide-react';
import { KnownChartLink } from '@/app/charts/[registry]/[...path]/known-chart-link';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default function ChartNotFound() {
  return (
    <EmptyState
      icon={<MapPinOff aria-hidden />}
      heading="h1"
      title="No such chart or version"
      actions={
        <>
          <KnownChartLink />
          <ButtonLink href="/">Search charts</ButtonLink>
        </>
      }
    >
      <p>
        There is no Helm chart under this address; something else may be, such as a container image. The
        chart, version or channel may have been removed or renamed, or Chartroom’s login may not see it.
      </p>
    </EmptyState>
  );
}
