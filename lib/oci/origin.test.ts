import { expect, test } from 'vitest';
import { canonicalHost } from '@/lib/oci/docker-hub';
import { parseRegistryOrigin } from '@/lib/oci/origin';

test.each([
  ['https://registry.example.com', 'https://registry.example.com'],
  ['https://registry.example.com/', 'https://registry.example.com'],
  ['https://Registry.Example.com:443', 'https://registry.example.com'],
  ['http://127.0.0.1:5000', 'http://127.0.0.1:5000'],
  ['https://docker.io', 'https://registry-1.docker.io'],
  ['https://index.docker.io', 'https://registry-1.docker.io'],
])('%s', (text, expected) => {
  expect(parseRegistryOrigin(text)).toBe(expected);
});

test.each([
  ['registry.example.com', 'starts with https://'],
  ['oci://registry.example.com', 'starts with https://'],
  ['', 'starts with https://'],
  ['https://', 'starts with https://'],
  ['https://registry.example.com/team', 'leave out “/team”'],
  ['https://registry.example.com?x=1', 'its origin alone'],
  ['https://registry.example.com#x', 'its origin alone'],
  ['https://robot:hunter22@registry.example.com', 'Credentials do not belong'],
])('refuses %j', (text, reason) => {
  const parse = (): string => parseRegistryOrigin(text);
  expect(parse).toThrow(expect.objectContaining({ code: 'invalid_configuration' }));
  expect(parse).toThrow(reason);
  expect(parse).not.toThrow('hunter22');
});

test.each([
  ['Docker.IO', 'docker.io'],
  ['index.docker.io', 'docker.io'],
  ['registry-1.docker.io', 'docker.io'],
  ['Quay.io', 'quay.io'],
  ['docker.io.evil.example', 'docker.io.evil.example'],
])('the one name of %s is %s', (host, expected) => {
  expect(canonicalHost(host)).toBe(expected);
});
