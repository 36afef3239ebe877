import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { startWebServer, type WebServer } from '@/lib/helm/testing/web-server';

/** A file of a site. */
export interface SiteFile {
  content: string | Uint8Array;
  type?: string;
  /** sent compressed whatever the client accepts, as a file uploaded so is */
  compressed?: boolean;
}

const LAST_MODIFIED = 'Thu, 05 Mar 2026 14:32:11 GMT';

/**
 * A server that answers as GitHub Pages and S3 do: files by path, with ETag and Last-Modified, 304 where one matches,
 * and a web page for what is not there.
 * @param files by path; changing the map changes the site
 */
export function startStaticSite(files: ReadonlyMap<string, SiteFile>): Promise<WebServer> {
  return startWebServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const file = files.get(pathname);
    if (file === undefined) {
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<!doctype html><title>Page not found</title>');
      return;
    }
    const etag = `"${createHash('md5').update(file.content).digest('hex')}"`;
    const validators = { etag, 'last-modified': LAST_MODIFIED };
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, validators).end();
      return;
    }
    const encoding = file.compressed === true ? { 'content-encoding': 'gzip' } : {};
    response.writeHead(200, {
      ...validators,
      ...encoding,
      'content-type': file.type ?? 'application/octet-stream',
    });
    response.end(file.compressed === true ? gzipSync(file.content) : file.content);
  });
}
