// How well searches are answered: labelled queries asked of Chartroom's engine and, for the same charts, of general
// search libraries. `npm run bench -- relevance [folder of charts] [--queries file] [--misses]`; `--misses` lists the
// queries that Chartroom gives no wanted chart first for.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findWithChartroom } from './relevance/chartroom';
import { prepareCompetitors } from './relevance/competitors';
import { parseLabelledQueries, QUERY_KINDS } from './relevance/labelled-query';
import { measureRelevance, type Miss, type Relevance } from './relevance/measure';
import { readCharts } from './relevance/read-charts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    queries: { type: 'string', default: fileURLToPath(new URL('relevance/queries.json', import.meta.url)) },
    misses: { type: 'boolean', default: false },
  },
});

const queries = parseLabelledQueries(JSON.parse(await readFile(flags.queries, 'utf8')));
const { documents, images } = await readCharts(positionals[0] ?? '../shared/corpus');
const names = new Set(documents.map(({ name }) => name));
for (const { query, charts } of queries) {
  const unknown = charts.filter((chart) => !names.has(chart));
  if (unknown.length > 0) say(`“${query}” expects ${unknown.join(', ')}, and there is no such chart.`);
}
say(
  `${queries.length} queries over ${documents.length} charts: success@1 / success@5 / mean reciprocal rank, in %`,
);

const engines = new Map([
  ['chartroom', findWithChartroom(documents, images)],
  ...prepareCompetitors(documents, images),
]);
const reports = new Map([...engines].map(([name, find]) => [name, measureRelevance(queries, find)]));

say(row('', 'queries', [...reports.keys()]));
for (const kind of QUERY_KINDS) {
  const count = queries.filter((query) => query.kind === kind).length;
  if (count > 0)
    say(
      row(
        kind,
        count,
        [...reports.values()].map(({ kinds }) => cell(kinds.get(kind))),
      ),
    );
}
say(
  row(
    'overall',
    queries.length,
    [...reports.values()].map(({ overall }) => cell(overall)),
  ),
);
if (flags.misses) for (const miss of reports.get('chartroom')?.misses ?? []) say(describe(miss));

process.stdout.write(
  `${JSON.stringify({
    bench: 'relevance',
    charts: documents.length,
    queries: queries.length,
    engines: Object.fromEntries(
      [...reports].map(([name, { overall, kinds }]) => [
        name,
        {
          overall: rounded(overall),
          kinds: Object.fromEntries([...kinds].map(([kind, one]) => [kind, rounded(one)])),
        },
      ]),
    ),
  })}\n`,
);

function row(kind: string, count: string | number, cells: readonly string[]): string {
  return [kind.padEnd(12), String(count).padStart(7), ...cells.map((one) => one.padStart(18))].join(' ');
}

function cell(relevance: Relevance | undefined): string {
  if (relevance === undefined) return '–';
  const { successAt1, successAt5, meanReciprocalRank } = relevance;
  return [successAt1, successAt5, meanReciprocalRank].map((share) => (share * 100).toFixed(1)).join('/');
}

function describe({ kind, query, charts, rank, first }: Miss): string {
  const place = rank === null ? 'not found' : `at ${rank}`;
  const instead = first === null ? 'nothing' : first;
  return `${kind.padEnd(12)} ${query}: ${charts.slice(0, 3).join(', ')} ${place}, first ${instead}`;
}

function rounded(relevance: Relevance): Relevance {
  return {
    count: relevance.count,
    successAt1: Number(relevance.successAt1.toFixed(4)),
    successAt5: Number(relevance.successAt5.toFixed(4)),
    meanReciprocalRank: Number(relevance.meanReciprocalRank.toFixed(4)),
  };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
