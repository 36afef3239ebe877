import { useQuery } from '@tanstack/react-query';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import { promotionPermission } from '@/lib/queries/sessions';
import type { ChartAddress } from '@/lib/references';

/** Id of the text that says whether the reader may promote; see `PromotionPermission`. */
export const PERMISSION_ID = 'promotion-permission';

/** Why the reader may not promote in a chart's repository; null where they may, or that will show when it is tried. */
export function usePromotionDenial(address: ChartAddress, mode: PromotionRules['mode']): string | null {
  const { data } = useQuery({ ...promotionPermission(address), enabled: mode !== 'off' });
  return data?.promote === 'no' ? (data.message ?? 'The registry does not allow it.') : null;
}
