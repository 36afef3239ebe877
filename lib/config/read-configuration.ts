import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Configuration } from '@/lib/config/configuration';
import { parseConfiguration, parseRegistryList } from '@/lib/config/configuration-file';
import { AppError } from '@/lib/errors';

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_FILE = 'chartroom.yaml';

/** Everything Chartroom reads from its surroundings at the start. */
export interface Settings {
  configuration: Configuration;
  /** absolute path of the data folder */
  dataFolder: string;
}

/**
 * Reads the settings: the file named by `CHARTROOM_CONFIG`, else the addresses in `CHARTROOM_REGISTRIES`, else
 * `chartroom.yaml` beside the program, else no registry at all (the pages then say how to add one).
 * @throws AppError `invalid_configuration`: a named file is missing, or the content is wrong (every mistake listed)
 */
export async function readSettings(environment: Environment): Promise<Settings> {
  const dataFolder = resolve(/* turbopackIgnore: true */ environment.CHARTROOM_DATA || '.chartroom');
  return { configuration: await readConfiguration(environment), dataFolder };
}

async function readConfiguration(environment: Environment): Promise<Configuration> {
  const file = environment.CHARTROOM_CONFIG;
  if (file) {
    const text = await readText(file);
    if (text === undefined) {
      throw new AppError(
        'invalid_configuration',
        `CHARTROOM_CONFIG names ${file}, but there is no such file.`,
      );
    }
    return parseConfiguration(text, file, environment);
  }
  if (environment.CHARTROOM_REGISTRIES) return parseRegistryList(environment.CHARTROOM_REGISTRIES);
  const text = await readText(DEFAULT_FILE);
  return parseConfiguration(text ?? 'registries: []', DEFAULT_FILE, environment);
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(/* turbopackIgnore: true */ file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new AppError('invalid_configuration', `${file} can't be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
