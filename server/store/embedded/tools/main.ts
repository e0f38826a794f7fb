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

const USAGE = `usage:
  check   [--dir DIRECTORY] [--repair]            whether documents, indexes and counts agree
  backup  [--dir DIRECTORY] --to FILE             also while it is in use
  restore [--dir DIRECTORY] --from FILE [--force]
  move    [--dir DIRECTORY] --to mongodb://… | --from mongodb://…
DIRECTORY is DATA_DIR/store when it is not named.`;

const { command, values } = asked();

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

function asked() {
  try {
    const options = { dir: text, repair: flag, to: text, from: text, force: flag };
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const [command = '', ...rest] = positionals;
    if (rest.length > 0) throw new Error(`what is '${rest[0]}'? A directory is named with --dir.`);
    return { command, values };
  } catch (error) {
    return refuse((error as Error).message);
  }
}

/** Nothing is done to a directory that somebody did not mean. */
function refuse(why: string): never {
  console.error(`${why}\n${USAGE}`);
  process.exit(2);
}

await (COMMANDS[command] ?? (() => refuse(`there is no command '${command}'.`)))().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
