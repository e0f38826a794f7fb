import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Where the built parts are: compiled we are below dist/ ourselves, in tests beside it. */
export const BUILT = existsSync(join(root, 'package.json')) ? join(root, 'dist') : root;
