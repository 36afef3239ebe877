'use client';
import { clsx } from 'clsx';
import { useEffect, useRef, useState } from 'react';
import { boardPath } from '@/components/channel/board-address';
import { buttonClass } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { opensElsewhere } from '@/components/ui/opens-elsewhere';
import { Select } from '@/components/ui/select';
import type {
  BoardOrder,
  BoardState,
  ChannelBoard,
  ChannelBoardRequest,
} from '@/lib/api/schema/channel-board';

export interface BoardFiltersProps {
  request: ChannelBoardRequest;
  board: ChannelBoard;
  onChange: (part: Partial<ChannelBoardRequest>) => void;
}

const ORDERS: Record<BoardOrder, string> = {
  name: 'Name',
  ahead: 'Furthest ahead first',
  oldest: 'Oldest first',
  moved: 'Last moved first',
};

const TYPING = 200; // ms without a key until it is asked for

/** What picks the board's lines. Without JavaScript a form and links. */
export function BoardFilters({ request, board, onChange }: BoardFiltersProps) {
  const safest = board.risks[0] ?? 'stable';
  const states: { state: BoardState | undefined; words: string; title: string }[] = [
    { state: undefined, words: 'All', title: 'Every channel' },
    { state: 'ahead', words: 'Could be promoted', title: 'A riskier channel is ahead of a safer one' },
    {
      state: 'old',
      words: `${capitalise(safest)} older than ${request.days} days`,
      title: 'The safest channel has not moved for that long',
    },
    { state: 'outside', words: 'Moved outside', title: 'Last moved by something else than Chartroom' },
    { state: 'drift', words: 'Drift', title: 'A version was pushed again with other content' },
    {
      state: 'warned',
      words: 'With warnings',
      title: 'Behind, across tracks, pre-release, without a version …',
    },
    { state: 'none', words: 'No channel yet', title: 'Charts without any channel' },
  ];
  return (
    <div className="space-y-2">
      <search>
        <form
          action="/channels"
          aria-label="Channels"
          className="flex flex-wrap items-center gap-2"
          onSubmit={(event) => event.preventDefault()}
        >
          <NameFilter text={request.query} onChange={(query) => onChange({ query })} />
          {board.registries.length > 1 && (
            <Select
              name="registry"
              aria-label="Registry"
              value={request.registry ?? ''}
              onChange={(event) => onChange({ registry: event.target.value || undefined })}
            >
              <option value="">All registries</option>
              {board.registries.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </Select>
          )}
          <Select
            name="sort"
            aria-label="Order"
            value={request.sort}
            onChange={(event) => onChange({ sort: event.target.value as BoardOrder })}
          >
            {Object.entries(ORDERS).map(([order, words]) => (
              <option key={order} value={order}>
                {words}
              </option>
            ))}
          </Select>
          {request.state === 'old' && (
            <Select
              name="days"
              aria-label="Older than"
              value={String(request.days)}
              onChange={(event) => onChange({ days: Number(event.target.value) })}
            >
              {[...new Set([30, 90, 180, 365, request.days])]
                .sort((a, b) => a - b)
                .map((days) => (
                  <option key={days} value={days}>
                    {days} days
                  </option>
                ))}
            </Select>
          )}
          {request.state !== undefined && <input type="hidden" name="state" value={request.state} />}
          <noscript>
            <button type="submit" className={buttonClass('secondary')}>
              Filter
            </button>
          </noscript>
        </form>
      </search>
      <ul aria-label="Show" className="flex flex-wrap gap-1.5">
        {states.map(({ state, words, title }) => {
          const count = board.counts[state ?? 'all'] ?? 0;
          const chosen = request.state === state;
          return (
            <li key={words}>
              <a
                href={boardPath({ ...request, state, offset: 0 })}
                title={title}
                aria-current={chosen ? 'true' : undefined}
                onClick={(event) => {
                  if (opensElsewhere(event)) return;
                  event.preventDefault();
                  onChange({ state });
                }}
                className={clsx(
                  'inline-flex min-h-7 items-center gap-1.5 rounded-full border px-2.5 text-xs font-medium pointer-coarse:min-h-10',
                  chosen ? 'border-guide bg-guide-soft text-guide' : 'border-line-strong hover:bg-land',
                  !chosen && count === 0 && 'text-muted',
                )}
              >
                {words}
                <span className={clsx('tabular', chosen ? '' : 'text-muted')}>{count}</span>
              </a>
            </li>
          );
        })}
      </ul>
      <output className="sr-only">
        {board.total} {board.total === 1 ? 'line' : 'lines'}
      </output>
    </div>
  );
}

/** What is typed is asked for a moment later; what the address says otherwise takes its place. */
function NameFilter({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const [asked, setAsked] = useState(text);
  if (asked !== text) {
    setAsked(text);
    setTyped(text);
  }
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <Input
      type="search"
      aria-label="Filter by chart"
      name="query"
      maxLength={200}
      placeholder="Filter by chart"
      autoComplete="off"
      spellCheck={false}
      value={typed}
      className="min-w-0 grow sm:max-w-xs"
      onChange={(event) => {
        const { value } = event.target;
        setTyped(value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onChange(value.trim()), TYPING);
      }}
    />
  );
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
