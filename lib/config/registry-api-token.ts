import type { RegistryConfiguration } from '@/lib/config/registry-configuration';
import { MAX_SECRET, tokenIn } from '@/lib/config/secret-file';
import { readSmallFile } from '@/lib/oci/small-file';

/**
 * The token for the registry's own API, read from its file each time, so that a rotated one is taken up.
 * @returns undefined when none is configured
 * @throws AppError `invalid_configuration` naming setting and file, when the file is missing, empty or unreadable
 */
export async function readApiToken({ name, api }: RegistryConfiguration): Promise<string | undefined> {
  if (api?.tokenFile === undefined) return api?.token;
  return tokenIn(await readSmallFile(api.tokenFile, MAX_SECRET), api.tokenFile, `api.tokenFile of ${name}`);
}
