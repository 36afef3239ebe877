import { describe, expect, test } from 'vitest';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';
import { detectVendor, VENDORS, vendorNamed } from '@/lib/oci/vendors/known-vendors';
import type { ApiAnswer, VendorEvidence } from '@/lib/oci/vendors/vendor';

function evidence(parts: Partial<VendorEvidence>): VendorEvidence {
  return { host: 'registry.example.com', headers: {}, service: undefined, realm: undefined, ...parts };
}

function answer(status: number, body: unknown): ApiAnswer {
  return { status, headers: {}, body, url: 'https://registry.example.com/x' };
}

const failing = (kind: RegistryErrorKind) => () => Promise.reject(new RegistryError(kind, 'it failed'));
const nothing = async (): Promise<ApiAnswer> => answer(404, undefined);

describe('a registry is recognised', () => {
  test.each<[string, Partial<VendorEvidence>]>([
    ['acr', { host: 'team.azurecr.io' }],
    ['docker-hub', { host: 'registry-1.docker.io' }],
    ['docker-hub', { host: 'index.docker.io' }],
    ['ecr', { host: '123456789012.dkr.ecr.eu-west-1.amazonaws.com' }],
    ['ecr', { host: '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn' }],
    ['ecr', { host: '123456789012.dkr-ecr.eu-west-1.on.aws' }],
    ['ecr-public', { host: 'public.ecr.aws' }],
    ['gar', { host: 'europe-docker.pkg.dev' }],
    ['gar', { host: 'eu.gcr.io' }],
    ['ghcr', { host: 'ghcr.io' }],
    ['gitlab', { host: 'registry.gitlab.com' }],
    ['gitlab', { service: 'container_registry', realm: new URL('https://gitlab.corp.example/jwt/auth') }],
    ['gitea', { service: 'container_registry', realm: new URL('https://git.corp.example/v2/token') }],
    ['harbor', { service: 'harbor-registry' }],
    ['jfrog', { headers: { 'x-jfrog-version': 'Artifactory/7.90.1' } }],
    ['mcr', { host: 'mcr.microsoft.com' }],
    ['nexus', { headers: { server: 'Nexus/3.70.1-02 (OSS)' } }],
    ['quay', { host: 'quay.io' }],
    ['distribution', { headers: { 'docker-distribution-api-version': 'registry/2.0' } }],
  ])('as %s by %j', async (name, parts) => {
    expect((await detectVendor(evidence(parts), nothing))?.name).toBe(name);
  });

  test.each([
    ['harbor', '/api/v2.0/systeminfo', { auth_mode: 'db_auth' }],
    ['quay', '/api/v1/discovery', { basePath: '/', paths: {} }],
    ['zot', '/v2/_oci/ext/discover', { extensions: [{ name: '_zot' }] }],
    ['gitea', '/api/v1/version', { version: '1.22.0' }],
  ])('as %s by what %s answers', async (name, path, body) => {
    const headers = { 'docker-distribution-api-version': 'registry/2.0' };
    const ask = async (asked: string): Promise<ApiAnswer> =>
      asked === path ? answer(200, body) : answer(404, undefined);
    expect((await detectVendor(evidence({ headers }), ask))?.name).toBe(name);
  });

  test.each([
    'ghcr.io.example.com',
    'notdocker.io',
    'evil-ghcr.io',
    'azurecr.io.example',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com.example',
    'gcr.io.example',
  ])('never by a name that only looks like one: %s', async (host) => {
    expect(await detectVendor(evidence({ host }), nothing)).toBeUndefined();
  });

  test('no API of another host is asked for a host that is not its own', () => {
    const registry = new URL('https://registry.example.com');
    for (const vendor of VENDORS)
      expect([vendor.name, vendor.apiOrigin(evidence({}), registry).origin]).toEqual([
        vendor.name,
        registry.origin,
      ]);
  });

  test('a probe that fails says no, one that was given up ends it', async () => {
    expect(await detectVendor(evidence({}), failing('unavailable'))).toBeUndefined();
    await expect(detectVendor(evidence({}), failing('canceled'))).rejects.toMatchObject({ kind: 'canceled' });
  });

  test('by the name in the configuration', () => {
    expect(vendorNamed('harbor')?.title).toBe('Harbor');
    expect(vendorNamed('distribution')?.title).toBe('CNCF Distribution');
  });
});
