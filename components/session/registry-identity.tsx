'use client';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { RegistrySignIn } from '@/components/session/registry-sign-in';
import { Notice } from '@/components/ui/notice';
import type { RegistryState } from '@/lib/api/schema/registry';
import type { Permission } from '@/lib/api/schema/session';
import { promotionPermission } from '@/lib/queries/sessions';
import type { ChartAddress } from '@/lib/references';

export interface RegistryIdentityProps {
  address: ChartAddress;
  mode: RegistryState['promotion'];
}

/** As whom a promotion would be made; where that is nobody yet, the way to sign in. Stands outside of forms. */
export function RegistryIdentity({ address, mode }: RegistryIdentityProps) {
  const { data, isError } = useQuery({ ...promotionPermission(address), enabled: mode !== 'off' });
  const place = useRef<HTMLDivElement>(null);
  if (mode === 'shared') return data?.promote === 'no' ? <Denial permission={data} /> : null;
  if (data === undefined && !isError) return null;
  return (
    <div ref={place} tabIndex={-1} className="space-y-2 outline-none">
      {data?.signedIn ? (
        <>
          <p className="text-sm">
            {data.promote === 'no' ? 'Signed in as' : 'You promote as'}{' '}
            <span className="font-medium">{data.user}</span>.
          </p>
          {data.promote === 'no' && <Denial permission={data} />}
          {data.promote === 'unknown' && <p className="text-xs text-muted">{data.message}</p>}
        </>
      ) : (
        <>
          {data?.user && <Notice tone="caution" title={data.message} />}
          <RegistrySignIn
            registry={address.registry}
            username={data?.user ?? undefined}
            onSignedIn={() => place.current?.focus()}
          />
        </>
      )}
    </div>
  );
}

/** Whether nobody has signed in where that is needed. */
export function useMustSignIn({ address, mode }: RegistryIdentityProps): boolean {
  const { data } = useQuery({ ...promotionPermission(address), enabled: mode !== 'off' });
  return mode === 'personal' && data?.signedIn === false;
}

function Denial({ permission }: { permission: Permission }) {
  return (
    <Notice tone="caution" title="You can’t promote here">
      {permission.message}
    </Notice>
  );
}
