#!/usr/bin/env node
// `npm run simulate -- …`: builds what is stale and plays made-up traffic; `--help` says how.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// An installation that ships without its sources has nothing to build.
if (existsSync(join(root, 'server/main.ts'))) {
  const { build } = await import('./build.js');
  await build(['server']);
}
const { simulateCommand } = await import('../dist/server/routing/simulation/command.js');
process.exitCode = await simulateCommand(process.argv.slice(2), console.log);
