#!/usr/bin/env node
// `npm run store:check` and its like: builds what is stale and runs one of the embedded store's tools.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
if (existsSync('.env')) process.loadEnvFile('.env');
// An installation that ships without its sources has nothing to build.
if (existsSync(join(root, 'server/main.ts'))) {
  const { build } = await import('./build.js');
  await build(['server']);
}
await import('../dist/server/store/embedded/tools/main.js');
