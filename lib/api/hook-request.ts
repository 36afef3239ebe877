import { AppError } from '@/lib/errors';
import type { Delivery } from '@/lib/oci/notifications/delivery';
import { MAX_NOTIFICATION_BYTES } from '@/lib/oci/notifications/read-notifications';

/**
 * Reads a registry's notification as it came in, with a body of at most 1 MiB. Nothing of it is checked yet.
 * @throws AppError `invalid_request` when the body is larger
 */
export async function readDelivery(request: Request): Promise<Delivery> {
  const token = new URL(request.url).searchParams.get('token');
  return { headers: request.headers, token, body: await readBytes(request) };
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_NOTIFICATION_BYTES) {
      throw new AppError(
        'invalid_request',
        `A notification may have ${MAX_NOTIFICATION_BYTES / 1024} KiB; this one is larger.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
