/** What a power cut leaves: of everything the disk was not asked for yet, any part, in any order. */
import { closeSync, fdatasync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { Checkpoints, type Sync } from '../../server/store/embedded/checkpoints.js';
import { headsIn } from '../../server/store/embedded/heads.js';
import { Storage } from '../../server/store/embedded/storage.js';
import { takeBack } from '../../server/store/embedded/take-back.js';
import { beside } from '../../server/store/embedded/tools/settle.js';
import { type Chance, chanceFrom } from '../crash/chance.js';
import { aDirectory, tidy } from './child.js';

vi.setConfig({ testTimeout: 120_000 });
afterEach(tidy);

const CHANGES = 30;
const KEYS = 60;
const CUTS = 2;
const SECTOR = 512;

const fileIn = (directory: string) => join(directory, 'data.mdb');
const everything = { start: Buffer.from([0]), end: Buffer.from([0xff]) };

function open(directory: string, syncFile?: Sync, sync = true): Storage {
  const storage = new Storage({ directory, sync, syncFile, onRollback: () => {} });
  const begin = () => storage.begin();
  if (!storage.writeNow(begin)) storage.writeNow(begin);
  return storage;
}

const contents = (storage: Storage): string =>
  storage
    .read(everything, false, 10_000)
    .map(({ key, value }) => `${key}=${value.length}${value.subarray(0, 8)}`)
    .join();

/** A disk that does nothing by itself. */
class HeldDisk {
  /** What it has for certain. */
  #certain: Buffer = Buffer.alloc(0);
  #called: Buffer = Buffer.alloc(0);
  #answer: (() => void) | undefined;
  #tell: (() => void) | undefined;
  #isFree = false;

  constructor(private readonly directory: string) {}

  /** All of what is there now. */
  began(): void {
    this.#certain = this.image();
  }

  readonly sync: Sync = (_, done) => {
    if (this.#isFree) return void setImmediate(done, null);
    this.#called = this.image();
    this.#answer = () => done(null);
    this.#tell?.();
  };

  image(): Buffer {
    return readFileSync(fileIn(this.directory));
  }

  /** What may be on it after a power cut at this moment. */
  leaves(chance: Chance): Buffer {
    const now = this.image();
    const left = Buffer.alloc(chance.is(0.5) ? now.length : this.#certain.length);
    this.#certain.copy(left);
    for (let at = 0; at < left.length; at += SECTOR) if (chance.is(0.5)) now.copy(left, at, at, at + SECTOR);
    return left;
  }

  asked(): Promise<void> {
    if (this.#answer) return Promise.resolve();
    return new Promise((done) => {
      this.#tell = done;
    });
  }

  /** From now on it answers by itself. */
  free(): void {
    this.#isFree = true;
    this.answer();
  }

  answer(): void {
    const done = this.#answer;
    this.#answer = undefined;
    this.#certain = this.#called;
    done?.();
  }
}

/** The power goes once more, while the file is taken back: any part of that is on the disk. */
function cutAgain(directory: string, chance: Chance): void {
  const path = fileIn(directory);
  const left = readFileSync(path);
  const file = openSync(path, 'r+');
  takeBack(headsIn(file));
  closeSync(file);
  const whole = readFileSync(path);
  for (let at = 0; at < whole.length; at += SECTOR) if (chance.is(0.5)) left.copy(whole, at, at, at + SECTOR);
  writeFileSync(path, whole);
}

it.each([1, 2])(
  'loses nothing that was answered, and has no state half, whatever of the rest is there (%i)',
  async (seed) => {
    const chance = chanceFrom(seed);
    const directory = aDirectory();
    const disk = new HeldDisk(directory);
    const storage = open(directory, disk.sync);
    disk.began();
    const states = [contents(storage)];
    let answered = 0;
    const looks = { all: 0, back: 0 };

    async function cutAndLook(): Promise<void> {
      const copy = aDirectory();
      writeFileSync(fileIn(copy), disk.leaves(chance));
      if (chance.is(0.5)) cutAgain(copy, chance);
      const after = open(copy);
      const state = states.lastIndexOf(contents(after));
      await after.close();
      expect(state).toBeGreaterThanOrEqual(answered);
      looks.all += 1;
      if (state < states.length - 1) looks.back += 1;
    }

    function change(): number {
      const n = states.length;
      for (let i = chance.between(1, 12); i > 0; i -= 1) {
        const key = Buffer.from(`k${chance.between(1, KEYS)}`);
        if (chance.is(0.3)) storage.remove(key);
        else storage.put(key, Buffer.alloc(chance.between(20, chance.is(0.2) ? 9_000 : 300), `${n} `));
      }
      storage.put(Buffer.from('n'), Buffer.from(String(n)));
      return states.push(contents(storage)) - 1;
    }

    let asked = 0;
    let told = 0;
    while (asked < CHANGES) {
      // As of a batch in which one failed: each of the others has a commit of its own.
      for (let i = chance.between(0, 3); i > 0; i -= 1) storage.writeNow(change);
      asked += 1;
      void storage.write(change).then((state) => {
        answered = state;
        told += 1;
      });
      for (const untold = chance.between(0, 2); asked - told > untold; ) {
        await disk.asked();
        for (let i = 0; i < CUTS; i += 1) await cutAndLook();
        disk.answer();
        await new Promise(setImmediate);
        await cutAndLook();
      }
    }
    expect(looks.back).toBeGreaterThan(looks.all / 10);
    disk.free();
    await storage.close();
    expect(told).toBe(CHANGES);
  },
);

const put = (storage: Storage, n: number) => storage.put(Buffer.from('n'), Buffer.from(String(n)));

it('answers in the order of asking; what comes while the disk is at work shares its next call', async () => {
  const directory = aDirectory();
  const calls = vi.fn<Sync>((file, done) => fdatasync(file, done));
  const storage = open(directory, calls);
  const answered: number[] = [];
  const write = (n: number) => storage.write(() => put(storage, n)).then(() => void answered.push(n));
  const early = write(0);
  await vi.waitFor(() => expect(calls).toHaveBeenCalled(), { interval: 1 });
  await Promise.all([early, ...Array.from({ length: 20 }, (_, i) => write(i + 1))]);
  expect(answered).toEqual(Array.from({ length: 21 }, (_, i) => i));
  expect(calls.mock.calls.length).toBeLessThan(6);
  await storage.close();
});

it('goes on with the next when a commit was undone between two calls of the disk', async () => {
  const directory = aDirectory();
  const disk = new HeldDisk(directory);
  const storage = open(directory, disk.sync);
  const first = storage.write(() => put(storage, 1));
  await disk.asked();
  disk.answer();
  await disk.asked();
  const undone = storage.write(() => {
    throw new Error('no');
  }, true);
  const next = storage.write(() => put(storage, 2));
  disk.free();
  await expect(undone).rejects.toThrow('no');
  await Promise.all([first, next]);
  await storage.close();
});

it('answers nobody once the disk has failed', async () => {
  const directory = aDirectory();
  await open(directory).close();
  const file = openSync(fileIn(directory), 'r');
  const answer = vi.fn();
  const error = await new Promise<Error>((onFailed) => {
    const sync: Sync = (_, done) => void setImmediate(done, new Error('gone'));
    const checkpoints = new Checkpoints({ file, hold: () => () => {}, onFailed, isSafe: true, sync });
    checkpoints.turn(() => checkpoints.after(answer));
  });
  expect(error).toMatchObject({ message: 'gone' });
  expect(answer).not.toHaveBeenCalled();
  closeSync(file);
});

it('keeps no checkpoint where writes are not brought onto the disk in order', async () => {
  const directory = aDirectory();
  const storage = open(directory);
  await storage.write(() => put(storage, 1));
  await storage.close();
  const unsafe = open(directory, undefined, false);
  await unsafe.write(() => put(unsafe, 2));
  await unsafe.close();
  const again = open(directory);
  expect(again.get(Buffer.from('n'))?.toString()).toBe('2');
  await again.close();
});

it('tells whoever looked from beside that their state was taken back meanwhile', async () => {
  const directory = aDirectory();
  const disk = new HeldDisk(directory);
  const storage = open(directory, disk.sync);
  const before = disk.image();
  void storage.write(() => put(storage, 1));
  await disk.asked();
  const crashed = disk.image();
  disk.free();
  await storage.close();

  const other = aDirectory();
  writeFileSync(fileIn(other), before);
  const crash = async () => {
    writeFileSync(fileIn(other), crashed);
    await open(other).close();
  };
  await expect(beside(other, crash)).rejects.toThrow('was started again after a crash meanwhile');
  await expect(beside(other, () => open(other).close())).resolves.toBeUndefined();
});
