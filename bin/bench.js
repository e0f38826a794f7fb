#!/usr/bin/env node
// `node bin/bench.js NAME …`: builds the server and test/bench/NAME.ts, then runs it with the rest of the arguments.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as esbuild } from 'esbuild';
import { build } from './build.js';

/** Run by another one beside what it measures. */
const BESIDE = { email: ['chat', 'email/feeder'] };

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, ...rest] = process.argv.slice(2);
await build(['server']);
await esbuild({
  entryPoints: [name, ...(BESIDE[name] ?? [])].map((one) => join(root, 'test/bench', `${one}.ts`)),
  outdir: join(root, 'dist/bench'),
  outbase: join(root, 'test/bench'),
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
});
const { status } = spawnSync(
  process.execPath,
  ['--enable-source-maps', join(root, 'dist/bench', `${name}.js`), ...rest],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
