import { expect, test } from 'vitest';
import { GET } from '@/app/opensearch.xml/route';

const ask = (host: string) =>
  GET(new Request('http://localhost/opensearch.xml', { headers: { host } }), undefined);

test('the description names the search at the origin that was asked', async () => {
  const response = await ask('charts.example.com:8443');
  expect(response.headers.get('content-type')).toMatch('application/opensearchdescription+xml');
  const text = await response.text();
  expect(text).toContain('template="http://charts.example.com:8443/?query={searchTerms}"');
  expect(text).toContain('template="http://charts.example.com:8443/search-suggestions?query={searchTerms}"');
  // https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md#the-shortname-element
  expect(/<ShortName>(.{1,16})<\/ShortName>/.exec(text)).not.toBeNull();
});

test('no description is made for a host that is none', async () => {
  const response = await ask('a"><script');
  expect(response.status).toBe(400);
});
