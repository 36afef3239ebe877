import { handleRead } from '@/lib/api/handle';
import type { RegistryList } from '@/lib/api/schema/registry';
import { listRegistries } from '@/lib/services/registries';

/** GET /api/v1/registries: every configured registry and how it is doing. */
export const GET = handleRead(async () => {
  const registries = await listRegistries();
  return Response.json({ registries } satisfies RegistryList);
});
