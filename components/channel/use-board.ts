'use client';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { BOARD_PAGE, boardParameters, boardPath } from '@/components/channel/board-address';
import type { BoardRow, ChannelBoard, ChannelBoardRequest } from '@/lib/api/schema/channel-board';
import { channelBoardPage } from '@/lib/queries/channel-board';

/** What the server rendered. */
export interface ServedBoard {
  request: ChannelBoardRequest;
  board: ChannelBoard;
}

export interface Board {
  request: ChannelBoardRequest;
  /** the newest answer there is */
  board: ChannelBoard;
  /** the lines of the first page; empty until they are there */
  first: readonly BoardRow[];
  /** whether the lines are those of an earlier request, while this one is under way */
  pending: boolean;
  error: Error | null;
  /** Asks for something else; the address follows. Lines begin at the top. */
  change: (part: Partial<ChannelBoardRequest>) => void;
  retry: () => void;
}

/** The board as it was asked for, kept up to date. */
export function useBoard(served: ServedBoard, now: number): Board {
  const [request, setRequest] = useState(served.request);
  const parameters = pageParameters(request, 0);
  const isServed = parameters === pageParameters(served.request, 0) && served.request.offset === 0;
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...channelBoardPage(parameters),
    ...(isServed && { initialData: served.board, initialDataUpdatedAt: now }),
    placeholderData: keepPreviousData,
  });
  return {
    request,
    board: data ?? served.board,
    first: data?.rows ?? (isServed ? served.board.rows : []),
    pending: isPlaceholderData || (data === undefined && error === null),
    error,
    change: (part) => {
      const next = { ...request, offset: 0, ...part };
      setRequest(next);
      window.history.replaceState(null, '', boardPath(next));
    },
    retry: () => void refetch(),
  };
}

/** The lines on the pages from `start` to `end`, as they come; undefined for what is not there yet. */
export function useBoardRows(
  { request, board, first: firstRows }: Pick<Board, 'request' | 'board' | 'first'>,
  start: number,
  end: number,
): (index: number) => BoardRow | undefined {
  const first = Math.max(1, Math.floor(start / BOARD_PAGE));
  const last = Math.max(first - 1, Math.floor(Math.max(0, Math.min(end, board.total) - 1) / BOARD_PAGE));
  const pages = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const answers = useQueries({
    queries: pages.map((page) => channelBoardPage(pageParameters(request, page))),
  });
  return (index) => {
    const page = Math.floor(index / BOARD_PAGE);
    if (page === 0) return firstRows[index];
    return answers[pages.indexOf(page)]?.data?.rows[index % BOARD_PAGE];
  };
}

function pageParameters(request: ChannelBoardRequest, page: number): string {
  return boardParameters({ ...request, offset: page * BOARD_PAGE }).toString();
}
