import { formatAtom, formatJsonFeed } from '@/lib/api/feed';
import { answerText } from '@/lib/api/etag';
import { handleRead } from '@/lib/api/handle';
import { readRequestOrigin } from '@/lib/api/request-origin';
import { AppError } from '@/lib/errors';
import { decodeAddress, parseChartReference } from '@/lib/references';
import { getPublicUrl, readChartNews } from '@/lib/services/feeds';

const FORMATS = {
  atom: { format: formatAtom, type: 'application/atom+xml; charset=utf-8' },
  json: { format: formatJsonFeed, type: 'application/feed+json; charset=utf-8' },
};

/** GET /feeds/<registry>/<repository>[:<channel>].atom or .json: news of a chart or of one channel. */
export const GET = handleRead(async (request, context: RouteContext<'/feeds/[registry]/[...path]'>) => {
  const { registry, path } = await context.params;
  const [, text = '', ending] =
    /^(.*)\.(atom|json)$/s.exec(decodeAddress([registry, ...path].join('/'))) ?? [];
  if (ending !== 'atom' && ending !== 'json')
    throw new AppError('invalid_reference', 'The address of a feed ends in .atom or .json.');
  const news = await readChartNews(parseChartReference(text), request.signal);
  const origin = (await getPublicUrl()) ?? readRequestOrigin(request);
  const { format, type } = FORMATS[ending];
  return answerText(request, format(news, origin, new URL(request.url).pathname), type);
});
