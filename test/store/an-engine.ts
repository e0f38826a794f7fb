/** The store without its sockets: commands run in this process, and what is inside can be looked at. */
import { cpSync, lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'bson';
import { Commands } from '../../server/store/embedded/commands.js';
import { Engine } from '../../server/store/embedded/engine.js';
import { type Doc, decode } from '../../server/store/embedded/value.js';
import { newWork } from '../../server/store/embedded/work.js';

const opened: { engine: Engine; directory: string }[] = [];

/** After each test. */
export async function closeEngines(): Promise<void> {
  for (const { engine, directory } of opened.splice(0)) {
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

export interface AnEngine {
  engine: Engine;
  /** Runs a command on the database `test`; the documents are those of an insert. */
  run(body: Doc, ...documents: Doc[]): Promise<Doc>;
}

/** @param from the directory of a closed one, which this one begins with a copy of */
export function anEngine({ ttlSeconds, from }: { ttlSeconds?: number; from?: string } = {}): AnEngine {
  const directory = mkdtempSync(join(tmpdir(), 'payvand-engine-'));
  // The pipe by which a store knows that it is in use is nothing to copy.
  if (from) cpSync(from, directory, { recursive: true, filter: (path) => !lstatSync(path).isFIFO() });
  const engine = new Engine({ directory, sync: false, ttlSeconds });
  opened.push({ engine, directory });
  const commands = new Commands(engine);
  const run = (body: Doc, ...documents: Doc[]) =>
    commands.run({
      name: Object.keys(body)[0]!,
      db: 'test',
      body,
      documents: documents.map((doc) => Buffer.from(serialize(doc))),
      work: newWork(),
    });
  return { engine, run };
}

/** Fills one and closes it. @returns its directory, which is for others to begin with and the caller's to remove */
export async function filledDirectory(fill: (run: AnEngine['run']) => Promise<unknown>): Promise<string> {
  const { engine, run } = anEngine();
  await fill(run);
  const { directory } = opened.splice(
    opened.findIndex((one) => one.engine === engine),
    1,
  )[0]!;
  await engine.close();
  return directory;
}

/** The documents of a find's or aggregation's first batch. */
export function firstBatch(reply: Doc): Doc[] {
  const { firstBatch } = reply.cursor as { firstBatch: { bytes: Uint8Array[] } };
  return firstBatch.bytes.map(decode);
}
