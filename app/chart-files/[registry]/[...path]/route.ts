import { z } from 'zod';
import { handleRead, readQuery } from '@/lib/api/handle';
import { AppError } from '@/lib/errors';
import { parseChartSegments } from '@/lib/references';
import { getRelease } from '@/lib/services/charts';

const FILES = { 'values.yaml': 'values', 'values.schema.json': 'schema', 'README.md': 'readme' } as const;
const FileRequest = z.object({ file: z.enum(['values.yaml', 'values.schema.json', 'README.md']) });

/** GET /chart-files/<registry>/<repository>@<version>?file=values.yaml: a file of a release, to save. */
export const GET = handleRead(async (request, context: RouteContext<'/chart-files/[registry]/[...path]'>) => {
  const { registry, path } = await context.params;
  const { file } = FileRequest.parse(readQuery(request));
  const release = await getRelease(parseChartSegments([registry, ...path]), request.signal);
  const text = release[FILES[file]];
  if (text === null)
    throw new AppError('chart_not_found', `${release.repository} ${release.version} has no ${file}.`);
  return new Response(text, {
    headers: {
      // Never rendered: it comes from a registry and could hold anything.
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${file}"`,
    },
  });
});
