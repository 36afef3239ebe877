import { expect, test, vi } from 'vitest';
import { AppError } from '@/lib/errors';
import { RegistryError } from '@/lib/oci/registry-error';

test('an error made by another instance of the module is still one', async () => {
  vi.resetModules();
  const other = await import('@/lib/errors');
  const otherRegistry = await import('@/lib/oci/registry-error');
  expect(other.AppError).not.toBe(AppError);
  expect(new other.AppError('invalid_request', 'x')).toBeInstanceOf(AppError);
  expect(new otherRegistry.RegistryError('timeout', 'x')).toBeInstanceOf(RegistryError);
});

test.each([null, undefined, 'x', {}, new Error('x')])('%s is neither', (value) => {
  expect(value instanceof AppError).toBe(false);
  expect(value instanceof RegistryError).toBe(false);
});

test('a subclass is told from its base', () => {
  class Narrow extends AppError {}
  expect(new AppError('invalid_request', 'x') instanceof Narrow).toBe(false);
  expect(new Narrow('invalid_request', 'x') instanceof Narrow).toBe(true);
  expect(new Narrow('invalid_request', 'x')).toBeInstanceOf(AppError);
});
