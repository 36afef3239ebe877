// What a promotion costs beside the bare HTTP calls it needs, on CNCF distribution's registry; and what the board of
// thousands of charts costs beside the same bytes from a server that holds them in memory. The board is the built app's.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBoard } from './promote/measure-board';
import { measurePromotion } from './promote/measure-promotion';
import { provideRegistry } from '../toolchain/find-registry.mjs';

const { values: flags } = parseArgs({
  options: {
    promotions: { type: 'string', default: '100' },
    charts: { type: 'string', default: '5000' },
  },
});

const folder = await mkdtemp(join(tmpdir(), 'chartroom-bench-'));
try {
  const tool = await provideRegistry();
  if (tool.path === undefined) throw new Error(tool.missing);
  const [moving, board] = [join(folder, 'promotion'), join(folder, 'board')];
  await Promise.all([mkdir(moving), mkdir(board)]);
  const promotion = await measurePromotion(tool.path, moving, count('promotions'));
  process.stderr.write(`One promotion: ${JSON.stringify(promotion)}\n`);
  const figures = await measureBoard(tool.path, board, count('charts'));
  process.stdout.write(`${JSON.stringify({ bench: 'promote', promotion, board: figures })}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function count(flag: 'promotions' | 'charts'): number {
  const value = Number(flags[flag]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${flag} must be a whole number from 1 on.`);
  return value;
}
