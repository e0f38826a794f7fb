import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, makeSecretKey } from './config.js';

/** SECRET_KEY, else the one kept in DATA_DIR, made at the first start. */
export async function secretKeyOf({ SECRET_KEY, DATA_DIR }: Pick<Config, 'SECRET_KEY' | 'DATA_DIR'>): Promise<string> {
  if (SECRET_KEY) return SECRET_KEY;
  const path = join(DATA_DIR, 'secret-key');
  await mkdir(DATA_DIR, { recursive: true, mode: 0o700 });
  // wx: should two processes start at once, the second reads what the first wrote.
  await writeFile(path, makeSecretKey(), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return (await readFile(path, 'utf8')).trim();
}
