import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * The tests start built servers and the embedded store's entry: build what changed, once, before any of them runs.
 * The front ends take longest, and only the browser tests open them.
 */
export default function setup(): void {
  const build = fileURLToPath(new URL('../bin/build.js', import.meta.url));
  const chosen = process.argv.filter((argument) => argument.startsWith('test/'));
  const opensPages = chosen.length === 0 || chosen.some((path) => path.includes('browser'));
  const parts = opensPages ? [] : ['server', 'answers'];
  execFileSync(process.execPath, [build, ...parts], { stdio: 'inherit' });
}
