import { closeSync, fstatSync, openSync, statfsSync, writeSync } from 'node:fs';
import { hasNoRoom } from './disk.js';
import { StoreError } from './errors.js';

/** How far LMDB has come in its file. */
export interface Usage {
  pageSize: number;
  lastPageNumber: number;
  treeBranchPageCount: number;
  treeLeafPageCount: number;
}

const STEP = Buffer.alloc(1024 * 1024);

/** What is written ahead at most; a commit that needs more asks the file system whether there is as much. */
const MAX_AHEAD_BYTES = 32 * STEP.length;

/** The pages above the leaves, and those of LMDB's own records. */
const BASE_PAGES = 64;

/**
 * Takes the room that a commit may need before LMDB writes anything: zeros behind its last page, which it then writes
 * over. LMDB must not meet a full disk itself, because its binding then writes beyond a buffer of its own.
 */
export class Room {
  /** The data file, open for writing. */
  readonly file: number;
  /** Bytes behind the last page that are there for certain. */
  #left = 0;
  /** What of them the present commit may use. */
  #promised = 0;
  #changes = 0;
  #bytes = 0;
  #largePages = 0;

  constructor(
    private readonly path: string,
    private readonly usage: () => Usage,
  ) {
    this.file = openSync(path, 'r+');
  }

  /** Before the first change of a commit. */
  begin(): void {
    this.#left -= this.#promised;
    this.#promised = 0;
    this.#changes = 0;
    this.#bytes = 0;
    this.#largePages = 0;
  }

  /** One change, of so many bytes. */
  note(bytes: number): void {
    this.#changes += 1;
    if (bytes > 1_000) this.#largePages += Math.ceil(bytes / 4_096) + 1;
    else this.#bytes += bytes;
    // Of very large commits LMDB writes a part before their end.
    if (this.#changes % 20_000 === 0) this.ensure();
  }

  /**
   * Makes sure that the changes noted fit.
   * @throws StoreError OutOfDiskSpace
   */
  ensure(): void {
    if (this.#changes === 0) return;
    // A change copies the leaf it is in, and may split it.
    this.#promised = this.#need(2 * this.#changes);
    if (this.#promised <= this.#left) return;
    const { pageSize, lastPageNumber, treeBranchPageCount, treeLeafPageCount } = this.usage();
    // Many changes meet in the same leaves: no more are copied than there are, and new ones are filled by a third.
    const leaves = treeBranchPageCount + treeLeafPageCount + Math.ceil((3 * this.#bytes) / pageSize);
    this.#promised = this.#need(Math.min(2 * this.#changes, leaves));
    const { size } = fstatSync(this.file);
    this.#left = size - (lastPageNumber + 1) * pageSize;
    this.#extend(size);
  }

  #need(leaves: number): number {
    return (leaves + this.#largePages + BASE_PAGES) * 4_096;
  }

  #extend(size: number): void {
    const missing = this.#promised - this.#left;
    if (missing > MAX_AHEAD_BYTES && missing > this.#free()) throw noRoom('the disk has less than this change needs');
    try {
      for (let end = size; this.#left < Math.min(this.#promised, MAX_AHEAD_BYTES); ) {
        const bytes = writeSync(this.file, STEP, 0, STEP.length, end);
        end += bytes;
        this.#left += bytes;
      }
    } catch (error) {
      throw hasNoRoom(error) ? noRoom((error as Error).message) : error;
    }
  }

  #free(): number {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize;
  }

  close(): void {
    closeSync(this.file);
  }
}

const noRoom = (why: string): StoreError => new StoreError('OutOfDiskSpace', `no room to write: ${why}`);
