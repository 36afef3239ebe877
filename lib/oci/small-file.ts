import { open, stat } from 'node:fs/promises';
import { AppError } from '@/lib/errors';

/**
 * The text of a small file. Links are followed, as Kubernetes mounts its secrets.
 * @returns undefined when there is no such file
 * @throws AppError `invalid_configuration` naming the file: it is no ordinary file, has more than `maxBytes`, is not
 *   UTF-8, or can't be read
 */
export async function readSmallFile(path: string, maxBytes: number): Promise<string | undefined> {
  const bytes = await unlessMissing(path, async () => {
    // Looked at first: opening a pipe would wait for its other end.
    if (!(await stat(/* turbopackIgnore: true */ path)).isFile()) throw invalid(`${path} is no file.`);
    return readUpTo(path, maxBytes + 1);
  });
  if (bytes === undefined) return undefined;
  if (bytes.length > maxBytes) throw invalid(`${path} is larger than ${maxBytes / 1024} KiB.`);
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw invalid(`${path} is not UTF-8 text.`);
  return text.replace(/^\uFEFF/, '');
}

/**
 * A text that is another one once the file was changed or replaced, also when only a link on the way to it was.
 * @returns undefined when there is no such file
 * @throws AppError `invalid_configuration` when it can't be looked at
 */
export async function stampOf(path: string): Promise<string | undefined> {
  return unlessMissing(path, async () => {
    const { ino, size, mtimeNs, ctimeNs } = await stat(/* turbopackIgnore: true */ path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  });
}

async function readUpTo(path: string, length: number): Promise<Buffer> {
  const file = await open(/* turbopackIgnore: true */ path);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of file.createReadStream({ end: length - 1, autoClose: false })) {
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

async function unlessMissing<T>(path: string, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new AppError('invalid_configuration', `${path} can't be read: ${message}`, { cause: error });
  }
}

function invalid(message: string): AppError {
  return new AppError('invalid_configuration', message);
}
