import 'server-only';
import { AppError } from '@/lib/errors';

export function unknownRegistry(name: string): AppError {
  return new AppError(
    'registry_not_found',
    `No registry is configured under the name “${name.slice(0, 63)}”.`,
  );
}
