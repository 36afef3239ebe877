import { indexYaml, type PackedChart } from '@/lib/helm/testing/packed-chart';
import { startWebServer, type WebServer } from '@/lib/helm/testing/web-server';
import { basicAuthorization, type Credentials } from '@/lib/oci/credentials';

/** What a museum shows, and to whom. */
export interface ChartMuseumOptions {
  /** the repository by depth, such as `/org/repo`; empty for depth 0 */
  prefix: string;
  charts: PackedChart[];
  credentials: Credentials;
}

/**
 * A server that answers as ChartMuseum does: the index made anew for each request, without validators, with relative
 * addresses; errors as JSON; HTTP Basic for everything but `/health`.
 * https://github.com/helm/chartmuseum/blob/main/pkg/chartmuseum/server/multitenant/routes.go
 */
export function startChartMuseum({ prefix, charts, credentials }: ChartMuseumOptions): Promise<WebServer> {
  return startWebServer((request, response) => {
    const answer = (status: number, type: string, body: string | Uint8Array): void => {
      response.writeHead(status, { 'content-type': type }).end(body);
    };
    const fail = (status: number, error: string): void =>
      answer(status, 'application/json; charset=utf-8', JSON.stringify({ error }));
    const { pathname } = new URL(request.url ?? '/', 'http://museum');
    if (pathname === '/health') answer(200, 'application/json; charset=utf-8', '{"healthy":true}');
    else if (request.headers.authorization !== basicAuthorization(credentials)) {
      response.setHeader('www-authenticate', 'Basic realm="ChartMuseum"');
      fail(401, 'unauthorized');
    } else if (pathname === `${prefix}/index.yaml`) {
      answer(200, 'application/x-yaml', indexYaml(charts, 'charts/'));
    } else {
      const chart = charts.find(
        ({ name, version }) => pathname === `${prefix}/charts/${name}-${version}.tgz`,
      );
      if (chart === undefined) fail(404, 'not found');
      else answer(200, 'application/x-tar', chart.archive);
    }
  });
}
