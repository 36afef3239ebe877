import { handleRead } from '@/lib/api/handle';
import type { RegistryReport } from '@/lib/api/schema/registry';
import { reportRegistry } from '@/lib/services/registries';

/** GET /api/v1/registries/<registry>/report: what a bug report about a registry needs, as a file. */
export const GET = handleRead(
  async (_request, context: RouteContext<'/api/v1/registries/[registry]/report'>) => {
    const { registry } = await context.params;
    const report = await reportRegistry(registry);
    return Response.json(report satisfies RegistryReport, {
      headers: { 'content-disposition': `attachment; filename="chartroom-${report.registry.name}.json"` },
    });
  },
);
