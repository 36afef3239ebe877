'use client';
import { useState } from 'react';
import { ChangeBadge } from '@/components/channel/change-badge';
import { Button } from '@/components/ui/button';
import { Table, Td, Th } from '@/components/ui/table';
import type { Comparison } from '@/lib/api/schema/comparison';

const SHOWN_AT_FIRST = 20;

/** Which defaults in values.yaml come, go and change, leaf by leaf. */
export function ComparedValues({ values, truncated }: Pick<Comparison, 'values' | 'truncated'>) {
  const [all, setAll] = useState(false);
  const shown = all ? values : values.slice(0, SHOWN_AT_FIRST);
  return (
    <div>
      {values.length === 0 && (
        <p className="text-sm text-muted">No value changes, only comments or the order.</p>
      )}
      {values.length > 0 && (
        <Table label="Default values that change">
          <thead>
            <tr>
              <Th>Value</Th>
              <Th>Change</Th>
              <Th>Before</Th>
              <Th>After</Th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ path, change, from, to }) => (
              <tr key={path}>
                <Th scope="row" className="font-mono text-xs font-normal wrap-anywhere">
                  {path}
                </Th>
                <Td>
                  <ChangeBadge change={change} />
                </Td>
                <Td className="font-mono text-xs wrap-anywhere text-muted">{from}</Td>
                <Td className="font-mono text-xs wrap-anywhere">{to}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {values.length > shown.length && (
        <Button size="sm" variant="ghost" className="mt-1" onClick={() => setAll(true)}>
          Show all {values.length}
        </Button>
      )}
      {truncated && <p className="mt-1 text-xs text-muted">There are more; the list was cut.</p>}
    </div>
  );
}
