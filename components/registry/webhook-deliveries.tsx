'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Badge, type Tone } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { Table, Td, Th } from '@/components/ui/table';
import type { Delivery, DeliveryList } from '@/lib/api/schema/webhook';
import { describeFailure } from '@/lib/queries/api-problem';
import { useRepeatDelivery, webhookDeliveries } from '@/lib/queries/webhooks';

export interface WebhookDeliveriesProps {
  served: DeliveryList;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

const EXAMPLE = `webhooks:
  - name: releases
    url: https://hooks.example.com/chartroom
    secret: '\${WEBHOOK_SECRET}'
    events: [channel.moved, version.drifted] # all four when left out`;

/** Whom Chartroom tells of what happens, and what became of the latest messages. */
export function WebhookDeliveries({ served, now }: WebhookDeliveriesProps) {
  const { data, error } = useQuery({
    ...webhookDeliveries(),
    initialData: served,
    initialDataUpdatedAt: now,
  });
  const { webhooks, deliveries } = data;
  return (
    <div className="space-y-4">
      <header className="space-y-0.5">
        <h1 className="text-xl font-semibold">Webhooks</h1>
        <p className="max-w-3xl text-sm text-muted">
          Chartroom tells these receivers of moved channels, new versions, versions that were pushed again,
          and promotions that failed. Messages are signed, kept until they are taken, and tried again for a
          day.
        </p>
      </header>
      {error && (
        <Notice tone="caution" title={describeFailure(error).title}>
          <p>{describeFailure(error).detail}</p>
        </Notice>
      )}
      {webhooks.length === 0 && (
        <div className="max-w-2xl space-y-2 rounded-lg border border-line bg-surface p-4 text-sm">
          <p className="font-semibold">No webhook is configured.</p>
          <p className="text-muted">
            Add this to <code className="font-mono">chartroom.yaml</code>, then restart Chartroom.
          </p>
          <CodeBlock code={EXAMPLE} />
        </div>
      )}
      {webhooks.map(({ name, origin, events, registries }) => (
        <section
          key={name}
          aria-labelledby={`hook-${name}`}
          className="space-y-2 rounded-lg border border-line bg-surface p-4"
        >
          <h2 id={`hook-${name}`} className="text-lg font-semibold">
            {name}
          </h2>
          <p className="text-xs text-muted">
            <span className="font-mono">{origin}</span> ·{' '}
            {events.length === 0 ? 'every event' : events.join(', ')} ·{' '}
            {registries.length === 0 ? 'every registry' : registries.join(', ')}
          </p>
          <Deliveries name={name} deliveries={deliveries.filter(({ hook }) => hook === name)} now={now} />
        </section>
      ))}
    </div>
  );
}

function Deliveries({ name, deliveries, now }: { name: string; deliveries: Delivery[]; now: number }) {
  const repeat = useRepeatDelivery();
  if (deliveries.length === 0) return <p className="text-sm text-muted">Nothing was sent yet.</p>;
  const latest = new Map(deliveries.map(({ id, attempt }) => [id, attempt] as const).reverse());
  return (
    <>
      {repeat.error && (
        <Notice tone="danger" title={describeFailure(repeat.error).title}>
          <p>{describeFailure(repeat.error).detail}</p>
        </Notice>
      )}
      <Table label={`Messages to ${name}`}>
        <thead>
          <tr>
            <Th>When</Th>
            <Th>Event</Th>
            <Th>Outcome</Th>
            <Th>Answer</Th>
            <Th>
              <span className="sr-only">Send again</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <tr key={`${delivery.id} ${delivery.attempt}`}>
              <Td className="whitespace-nowrap">
                <RelativeTime at={delivery.at} now={now} />
              </Td>
              <Td>
                <code className="font-mono text-xs">{delivery.event.type}</code>
                <br />
                <Link href={delivery.event.path} prefetch={false} className="link text-xs wrap-anywhere">
                  {delivery.event.registry}/{delivery.event.repository}
                </Link>
              </Td>
              <Td>
                <Outcome delivery={delivery} now={now} />
              </Td>
              <Td className="text-xs">
                {delivery.status !== null && <span className="tabular">{delivery.status}</span>}
                {delivery.duration !== null && (
                  <span className="tabular text-muted"> in {Math.round(delivery.duration)} ms</span>
                )}
                {delivery.error !== null && (
                  <span className="block text-danger wrap-anywhere">{delivery.error}</span>
                )}
              </Td>
              <Td className="text-right">
                {delivery.outcome !== 'delivered' && latest.get(delivery.id) === delivery.attempt && (
                  <Button
                    size="sm"
                    busy={repeat.isPending && repeat.variables.id === delivery.id}
                    onClick={() => repeat.mutate({ hook: name, id: delivery.id })}
                  >
                    Send again
                  </Button>
                )}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}

const OUTCOMES: Record<Delivery['outcome'], { tone: Tone; words: string }> = {
  delivered: { tone: 'good', words: 'delivered' },
  retrying: { tone: 'caution', words: 'failed' },
  'given-up': { tone: 'danger', words: 'given up' },
};

function Outcome({ delivery: { outcome, attempt, next }, now }: { delivery: Delivery; now: number }) {
  const { tone, words } = OUTCOMES[outcome];
  return (
    <>
      <Badge tone={tone}>{words}</Badge>
      {attempt > 1 && <span className="ml-1 text-xs text-muted">attempt {attempt}</span>}
      {next !== null && (
        <span className="block text-xs text-muted">
          tried again <RelativeTime at={next} now={now} />
        </span>
      )}
    </>
  );
}
