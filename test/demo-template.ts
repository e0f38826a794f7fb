/**
 * A demo's first start writes months of history: done once for all browser tests, each of which begins with a copy of that data.
 * That a demo begins from nothing is tried where it is the matter.
 */
import { cpSync, lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startProcess } from './server-process.js';

/** Of a demo, beside where it listens and where its data lies. */
export const DEMO_SETTINGS = { NODE_ENV: 'development', DEMO: 'true', HOST: '127.0.0.1', LOG_LEVEL: 'error' };

/**
 * Lets a demo begin, and ends it. The tests' processes find what it left by DEMO_TEMPLATE in the environment.
 * @returns what throws it away
 */
export async function makeDemoTemplate(): Promise<() => void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'payvand-template-'));
  const where = { PORT: String(await freePort()), DATA_DIR: dataDir, EMBEDDED_STORE_SYNC: 'false' };
  const demo = await startProcess({ ...DEMO_SETTINGS, ...where });
  await demo.stop();
  process.env.DEMO_TEMPLATE = dataDir;
  return () => rmSync(dataDir, { recursive: true, force: true });
}

/** @returns a data directory of one's own, with the demo's beginning in it */
export function demoData(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'payvand-browser-'));
  const template = process.env.DEMO_TEMPLATE;
  // The pipe by which a store knows that it is in use is nothing to copy.
  if (template) cpSync(template, dataDir, { recursive: true, filter: (path) => !lstatSync(path).isFIFO() });
  return dataDir;
}
