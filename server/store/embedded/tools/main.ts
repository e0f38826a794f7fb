// `npm run store:check` and its like: what one does with a data directory from outside.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Engine } from '../engine.js';
import { backUp } from './backup.js';
import { checkDirectory } from './check-directory.js';
import { showProgress } from './progress.js';
import { tell } from './report.js';
import { restore } from './restore.js';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dir: text, repair: flag, to: text, from: text, force: flag },
});

/** What `--dir` names, else where the application keeps its store. */
const directory = resolve(values.dir ?? join(process.env.DATA_DIR ?? './data', 'store'));

const COMMANDS: Record<string, () => Promise<void>> = {
  check,
  async backup() {
    const [file, report] = await backUp(directory, named('to', 'a file or a folder'), showProgress('copying'));
    console.log(`${tell(report)}\n${file}`);
  },
  async restore() {
    const from = resolve(named('from', 'the file of a backup'));
    const report = await restore({ from, directory, force: values.force ?? false }, showProgress('copying'));
    console.log(`${tell(report)}\nrestored ${directory}`);
  },
  async move() {
    // The driver takes a while to load, and only this needs it.
    const { moveDirectory } = await import('./move-directory.js');
    await moveDirectory(directory, values, showProgress('copying'));
  },
};

function named(option: 'to' | 'from', what: string): string {
  const value = values[option];
  if (!value) throw new Error(`name ${what}: --${option} …`);
  return value;
}

async function check(): Promise<void> {
  if (values.repair) await repair();
  const report = await checkDirectory(directory);
  console.log(tell(report));
  if (!report.isSound) process.exitCode = 1;
}

/** Makes all index entries anew; what is wrong with documents themselves stays. */
async function repair(): Promise<void> {
  if (!existsSync(directory)) throw new Error(`there is no store in ${directory}`);
  const engine = new Engine({ directory, sync: true });
  try {
    for (const collection of engine.catalog.all())
      await engine.write(() => engine.catalog.rebuildIndexes(collection), true);
  } finally {
    await engine.close();
  }
}

const command = COMMANDS[positionals[0] ?? ''];
if (!command) throw new Error(`name one of: ${Object.keys(COMMANDS).join(', ')}`);
await command().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
