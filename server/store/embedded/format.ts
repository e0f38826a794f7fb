import type { Catalog } from './catalog.js';
import type { Records, Storage } from './storage.js';

/**
 * What this program writes. Version 1 carries no number. Since 2 an index knows which of its keys were cut to fit;
 * the indexes of an older directory are made anew when it is opened. Since 3 the file is taken back to its checkpoint after a crash,
 * which a program that writes none must not meet.
 */
const FORMAT = 3;
const FORMAT_OF_INDEXES = 2;

/** Beside the lock's record, above every collection and index. */
const FORMAT_KEY = Buffer.from([0xff, 0xff, 0xff, 0xfe]);

/** Whether a key is of a record about the store itself, this one or the lock's. */
export const isOwnRecord = (key: Buffer): boolean => key.compare(FORMAT_KEY) >= 0;

/** The version a directory was written in; undefined when it does not say. */
export function formatOf(records: Records): number | undefined {
  const bytes = records.get(FORMAT_KEY);
  return bytes && (JSON.parse(bytes.toString()) as { format: number }).format;
}

/** @throws Error when a newer program wrote the directory */
export function checkFormat(records: Records, directory: string): void {
  const format = formatOf(records) ?? 1;
  if (format > FORMAT)
    throw new Error(
      `${directory} was written in format ${format} by a newer version of this program, which knows up to ${FORMAT}; use that version`,
    );
}

/** Brings a directory to the present format, in one commit. */
export function upgrade(storage: Storage, catalog: Catalog): void {
  const format = formatOf(storage) ?? 1;
  if (format === FORMAT) return;
  storage.writeNow(() => {
    if (format < FORMAT_OF_INDEXES) for (const collection of catalog.all()) catalog.rebuildIndexes(collection);
    storage.put(FORMAT_KEY, Buffer.from(JSON.stringify({ format: FORMAT })));
  });
}
