import { TOKEN } from '@/lib/config/credentials-setting';
import { AppError } from '@/lib/errors';

/** Bytes of a file that holds one password, token or key. */
export const MAX_SECRET = 64 * 1024;

/**
 * The text of a file that the configuration names.
 * @param text undefined when there is no such file
 * @param setting as messages name it, such as `credentials.passwordFile of production`
 * @throws AppError `invalid_configuration` naming setting and file, when there is no such file
 */
export function requireFile(text: string | undefined, path: string, setting: string): string {
  if (text === undefined) throw invalid(`${setting} names ${path}, but there is no such file.`);
  return text;
}

/**
 * The password in a file: all of it but the newlines at its end, which editors and `echo` add.
 * @throws AppError `invalid_configuration` like `requireFile`, and when nothing is in it
 */
export function passwordIn(text: string | undefined, path: string, setting: string): string {
  const password = requireFile(text, path, setting).replace(/[\r\n]+$/, '');
  if (password === '') throw invalid(`${setting} names ${path}, which is empty.`);
  return password;
}

/**
 * The token in a file: one line without spaces.
 * @throws AppError `invalid_configuration` like `passwordIn`, and when it is no token
 */
export function tokenIn(text: string | undefined, path: string, setting: string): string {
  const token = passwordIn(text, path, setting);
  if (!TOKEN.test(token)) throw invalid(`${setting} names ${path}, which is not one line without spaces.`);
  return token;
}

function invalid(message: string): AppError {
  return new AppError('invalid_configuration', message);
}
