import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The tests start built servers and the embedded store's entry: build what changed, once, before any of them runs. */
export default function setup(): void {
  const build = fileURLToPath(new URL('../bin/build.js', import.meta.url));
  execFileSync(process.execPath, [build, 'server', 'answers'], { stdio: 'inherit' });
}
