import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { UploadSessions } from '@/lib/embedded-registry/upload-sessions';

const LIMITS = { maxBlobBytes: 10, maxSessions: 2, idleMs: 1000 };
let folder: string;
let clock: number;
let sessions: UploadSessions;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uploads-'));
  clock = 0;
  sessions = new UploadSessions(join(folder, 'uploads'), LIMITS, () => clock);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function* bytesOf(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(Buffer.from(part));
}

function files(): Promise<string[]> {
  return readdir(join(folder, 'uploads'));
}

describe('uploads', () => {
  test('an idle one is given up with its bytes, one that moves is kept', async () => {
    const idle = await sessions.start('a', 'sha256');
    const busy = await sessions.start('a', 'sha256');
    await sessions.append(idle, bytesOf('x'), {});
    clock = 900;
    await sessions.append(busy, bytesOf('y'), {});
    clock = 1500;
    expect(() => sessions.find('a', idle.id)).toThrow(
      expect.objectContaining({ code: 'BLOB_UPLOAD_UNKNOWN' }),
    );
    expect(sessions.find('a', busy.id).offset).toBe(1);
    await sessions.dropIdle();
    expect(await files()).toEqual([busy.id]);
  });

  test('too many at once are refused until one ends', async () => {
    const first = await sessions.start('a', 'sha256');
    await sessions.start('a', 'sha256');
    await expect(sessions.start('a', 'sha256')).rejects.toMatchObject({
      code: 'TOOMANYREQUESTS',
      status: 429,
    });
    await sessions.cancel(first);
    await expect(sessions.start('a', 'sha256')).resolves.toMatchObject({ offset: 0 });
  });

  test.each([
    ['announced too large', bytesOf('x'), { length: 11 }, { status: 413 }],
    ['streamed too large', bytesOf('123456', '789012'), {}, { status: 413 }],
    ['more than announced', bytesOf('1234'), { length: 3 }, { code: 'SIZE_INVALID', status: 400 }],
    ['fewer than announced', bytesOf('12'), { length: 3 }, { code: 'SIZE_INVALID', status: 400 }],
  ])('%s', async (_, body, chunk, error) => {
    const session = await sessions.start('a', 'sha256');
    await expect(sessions.append(session, body, chunk)).rejects.toMatchObject(error);
  });

  test('a broken connection keeps what came', async () => {
    const session = await sessions.start('a', 'sha256');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* bytesOf('abc');
      throw new Error('connection lost');
    }
    await expect(sessions.append(session, broken(), { start: 0, length: 6 })).rejects.toThrow(
      'connection lost',
    );
    await sessions.append(session, bytesOf('def'), { start: 3, length: 3 });
    const kept = join(folder, 'kept');
    await sessions.finish(session, digestOf(Buffer.from('abcdef')), (file) => rename(file, kept));
    expect(await files()).toEqual([]);
    expect(await readdir(folder)).toContain('kept');
  });

  test('only one request writes at a time', async () => {
    const session = await sessions.start('a', 'sha256');
    const body = new PassThrough();
    const writing = sessions.append(session, body, {});
    await expect(sessions.append(session, bytesOf('b'), {})).rejects.toMatchObject({ status: 409 });
    await expect(sessions.finish(session, digestOf(Buffer.from('')), async () => {})).rejects.toMatchObject({
      status: 409,
    });
    body.end('a');
    await writing;
    expect(session.offset).toBe(1);
  });

  test('a wrong digest gives the upload up', async () => {
    const session = await sessions.start('a', 'sha512');
    await sessions.append(session, bytesOf('abc'), {});
    const finished = sessions.finish(session, digestOf(Buffer.from('abd')), async () => {});
    await expect(finished).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    expect(await files()).toEqual([]);
    expect(() => sessions.find('a', session.id)).toThrow();
  });
});
