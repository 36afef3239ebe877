import { handleWrite } from '@/lib/api/handle';
import { refreshRegistry } from '@/lib/services/registries';

/** POST /api/v1/registries/<registry>/refresh: read the registry again now. */
export const POST = handleWrite(
  async (_request, context: RouteContext<'/api/v1/registries/[registry]/refresh'>) => {
    const { registry } = await context.params;
    await refreshRegistry(registry);
    return new Response(null, { status: 202 });
  },
);
