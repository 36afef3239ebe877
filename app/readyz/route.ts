import { checkReadiness } from '@/lib/services/start';

/** GET /readyz: 200 once the store is open, else 503 with the reason. */
export async function GET(): Promise<Response> {
  const reason = await checkReadiness();
  return new Response(`${reason ?? 'ready'}\n`, {
    status: reason === null ? 200 : 503,
    headers: { 'cache-control': 'no-store' },
  });
}
