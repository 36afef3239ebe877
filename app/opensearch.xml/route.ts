import { handleRead } from '@/lib/api/handle';
import { readRequestOrigin } from '@/lib/api/request-origin';

/**
 * GET /opensearch.xml: lets browsers offer the search beside their own.
 * Format: https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md
 */
export const GET = handleRead(async (request) => {
  const origin = readRequestOrigin(request);
  return new Response(describeSearch(origin), {
    headers: {
      'content-type': 'application/opensearchdescription+xml; charset=utf-8',
      'cache-control': 'private, max-age=86400',
    },
  });
});

/** @param origin needs no escaping: it is a scheme, a host and a port */
function describeSearch(origin: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>Chartroom</ShortName>
  <Description>Helm charts in OCI registries</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Image type="image/svg+xml" width="16" height="16">${origin}/icon.svg</Image>
  <Url type="text/html" template="${origin}/?query={searchTerms}"/>
  <Url type="application/x-suggestions+json" template="${origin}/search-suggestions?query={searchTerms}"/>
</OpenSearchDescription>
`;
}
