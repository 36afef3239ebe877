import { describe, expect, test } from 'vitest';
import { explainRefusal, isRefusal } from '@/lib/channels/registry-refusal';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';

function refused(status: number, code: string, message: string, kind: RegistryErrorKind): RegistryError {
  const entries = code === '' && message === '' ? [] : [{ code, message }];
  return new RegistryError(kind, `PUT https://registry.example.com/… answered ${status}`, {
    status,
    entries,
  });
}

describe('explainRefusal', () => {
  test.each<[string, RegistryError, string]>([
    [
      'Amazon ECR, immutable tag',
      refused(
        400,
        'TAG_INVALID',
        "The image tag '1-stable' already exists in the 'berth' repository and cannot be overwritten because the repository is immutable.",
        'protocol',
      ),
      'tag_protected',
    ],
    [
      'Harbor, immutability rule',
      refused(
        412,
        'PRECONDITION',
        "Failed to process request due to '1-stable' configured as immutable.",
        'conflict',
      ),
      'tag_protected',
    ],
    ['Quay, immutable tag', refused(409, 'TAG_IMMUTABLE', 'tag is immutable', 'conflict'), 'tag_protected'],
    [
      'Quay, existing tag',
      refused(409, 'TAG_ALREADY_EXISTS', 'tag already exists', 'conflict'),
      'tag_protected',
    ],
    [
      'Azure, locked tag',
      refused(405, 'REGISTRY_DISALLOWED_OPERATION', 'The operation is disallowed.', 'unsupported'),
      'tag_protected',
    ],
    [
      'a policy that names the tag immutable',
      refused(403, 'DENIED', 'tag 1-stable is immutable', 'denied'),
      'tag_protected',
    ],
    ['zot, policy', refused(403, 'DENIED', 'requested access is denied', 'denied'), 'promotion_denied'],
    [
      'a mirror',
      refused(405, 'UNSUPPORTED', 'The operation is unsupported.', 'unsupported'),
      'promotion_denied',
    ],
    [
      'a repository one may not see',
      refused(404, 'NAME_UNKNOWN', 'not found', 'not_found'),
      'promotion_denied',
    ],
    ['no login', refused(401, 'UNAUTHORIZED', 'authentication required', 'unauthorized'), 'unauthenticated'],
    ['a lost layer', refused(400, 'MANIFEST_BLOB_UNKNOWN', 'blob unknown', 'protocol'), 'source_changed'],
    ['too many requests', refused(429, 'TOOMANYREQUESTS', 'slow down', 'rate_limited'), 'rate_limited'],
    ['a broken registry', refused(500, 'UNKNOWN', 'immutable disk', 'unavailable'), 'registry_unavailable'],
    [
      'a bad request',
      refused(400, 'MANIFEST_INVALID', 'manifest invalid', 'protocol'),
      'registry_unavailable',
    ],
    ['no answer', new RegistryError('unavailable', 'no connection'), 'registry_unavailable'],
    ['no answer in time', new RegistryError('timeout', 'no answer in 30 s'), 'registry_timeout'],
    ['a bare 403', refused(403, '', '', 'denied'), 'promotion_denied'],
    ['a bare 409', refused(409, '', '', 'conflict'), 'tag_protected'],
  ])('%s', (_name, error, code) => {
    expect(explainRefusal(error, '1-stable').code).toBe(code);
  });

  test("gives the registry's own words in message and details", () => {
    const error = explainRefusal(
      refused(412, 'PRECONDITION', 'configured as immutable', 'conflict'),
      '1-stable',
    );
    expect(error.message).toBe(
      'The registry protects the tag 1-stable from being moved. It says: PRECONDITION: configured as immutable',
    );
    expect(error.details).toEqual({
      registryCode: 'PRECONDITION',
      registryMessage: 'configured as immutable',
      registryStatus: 412,
    });
  });

  test('says in seconds how long to wait', () => {
    const limited = new RegistryError('rate_limited', 'PUT answered 429', { status: 429, retryAfter: 1500 });
    expect(explainRefusal(limited, '1-stable').details).toMatchObject({ retryAfter: 2, registryCode: null });
  });
});

describe('isRefusal', () => {
  test.each([
    [refused(409, '', '', 'conflict'), true],
    [refused(401, '', '', 'unauthorized'), true],
    [refused(408, '', '', 'timeout'), false],
    [refused(500, '', '', 'unavailable'), false],
    [new RegistryError('timeout', 'no answer'), false],
    [new RegistryError('digest_mismatch', 'another digest', { status: 201 }), false],
  ])('%s', (error, expected) => {
    expect(isRefusal(error)).toBe(expected);
  });
});
