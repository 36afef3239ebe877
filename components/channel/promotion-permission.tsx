'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import { PERMISSION_ID } from '@/components/channel/use-promotion-denial';
import { SignInDialog } from '@/components/session/sign-in-dialog';
import { Button } from '@/components/ui/button';
import { promotionPermission } from '@/lib/queries/sessions';
import type { ChartAddress } from '@/lib/references';

export interface PromotionPermissionProps {
  address: ChartAddress;
  mode: PromotionRules['mode'];
}

/** With whose login the reader promotes here, whether they may, and the way to sign in. */
export function PromotionPermission({ address, mode }: PromotionPermissionProps) {
  const { registry } = address;
  const { data } = useQuery({ ...promotionPermission(address), enabled: mode !== 'off' });
  const [signingIn, setSigningIn] = useState(false);
  if (mode === 'off') return null;
  if (mode === 'shared') {
    const named = data?.user ? `, and are recorded as made by ${data.user}` : '';
    return (
      <p id={PERMISSION_ID} className={data?.promote === 'no' ? 'text-caution' : undefined}>
        {data?.promote === 'no' ? data.message : `Promotions use Chartroom’s login at ${registry}${named}.`}
      </p>
    );
  }
  if (data?.signedIn)
    return (
      <p id={PERMISSION_ID}>
        {data.promote === 'no' ? 'Signed in as' : 'You promote as'}{' '}
        <span className="font-medium text-ink">{data.user}</span>.{' '}
        {data.message !== null && (
          <span className={data.promote === 'no' ? 'text-caution' : undefined}>{data.message}</span>
        )}
      </p>
    );
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p id={PERMISSION_ID} className="min-w-0 grow">
        {data?.user ? data.message : `To promote, you need your own login at ${registry}.`}
      </p>
      <Button size="sm" className="noscript:hidden" onClick={() => setSigningIn(true)}>
        Sign in
      </Button>
      <SignInDialog
        registry={registry}
        username={data?.user ?? undefined}
        open={signingIn}
        onClose={() => setSigningIn(false)}
      />
    </div>
  );
}
