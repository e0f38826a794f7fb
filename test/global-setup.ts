import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MongoMemoryServer } from 'mongodb-memory-server';
import { makeDemoTemplate } from './demo-template.js';

/**
 * The tests start built servers and the embedded store's entry: build what changed, once, before any of them runs.
 * The front ends take longest, and only the browser tests open them. Then the store that the tests share is started, and for
 * browser tests a demo, whose beginning they share.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const build = fileURLToPath(new URL('../bin/build.js', import.meta.url));
  const chosen = process.argv.filter((argument) => argument.startsWith('test/'));
  const opensPages = chosen.length === 0 || chosen.some((path) => path.includes('browser'));
  const parts = opensPages ? [] : ['server', 'openapi'];
  execFileSync(process.execPath, [build, ...parts], { stdio: 'inherit' });

  const [store, dropTemplate] = await Promise.all([
    MongoMemoryServer.create({ instance: { args: ['--no-sync'] } }),
    opensPages ? makeDemoTemplate() : undefined,
  ]);
  process.env.SHARED_STORE_URI = store.getUri();
  return async () => {
    dropTemplate?.();
    await store.stop();
  };
}
