#!/usr/bin/env node
// `npm start`: builds what is stale, starts everything in this process, says where it is, stops it gracefully.
import { existsSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function main() {
  if (process.argv.includes('--watch')) return restartOnChange();
  if (existsSync('.env')) process.loadEnvFile('.env');
  // An installation that ships without its sources has nothing to build.
  if (existsSync(join(root, 'server/main.ts'))) {
    const { buildApart } = await import('./build.js');
    buildApart();
  }
  const { run } = await import(pathToFileURL(join(root, 'dist/server/run.js')).href);
  await run(process.env);
}

/** For development: a child process that is stopped and started again when a source file changes. */
async function restartOnChange() {
  const { fork } = await import('node:child_process');
  let child = null;
  let timer = null;
  const start = () => {
    child = fork(fileURLToPath(import.meta.url), { cwd: process.cwd() });
  };
  const restart = () => {
    const old = child;
    if (old?.exitCode !== null) return start();
    old.once('exit', start);
    old.kill('SIGTERM');
  };
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      child?.removeListener('exit', start);
      child?.once('exit', (code) => process.exit(code ?? 0));
      if (!child?.kill(signal)) process.exit(0);
    });
  }
  for (const folder of ['server', 'channels'].filter((name) => existsSync(join(root, name)))) {
    watch(join(root, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(restart, 300);
    });
  }
  start();
}

await main().catch((error) => {
  console.error(`Payvand could not start.\n${error instanceof Error ? error.message : error}`);
  process.exit(1);
});
