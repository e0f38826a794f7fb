import { serialize } from 'bson';
import { afterEach, expect, it, vi } from 'vitest';
import { entriesIn, rangeOf } from '../../server/store/embedded/catalog.js';
import { type Collection, prefixOf } from '../../server/store/embedded/collection.js';
import { Commands } from '../../server/store/embedded/commands.js';
import { Engine } from '../../server/store/embedded/engine.js';
import { checkDirectory } from '../../server/store/embedded/tools/check-directory.js';
import { tell } from '../../server/store/embedded/tools/report.js';
import { newWork } from '../../server/store/embedded/work.js';
import { aDirectory, runTool, tidy } from './child.js';

// Each starts several processes.
vi.setConfig({ testTimeout: 300_000 });
afterEach(tidy);

const NS = 'test.people';

/** A directory with some people in it, two unique indexes among its four, and what `spoil` makes of it. */
async function aStore(spoil: (engine: Engine, people: Collection) => void = () => {}): Promise<string> {
  const directory = aDirectory();
  const engine = new Engine({ directory, sync: false });
  const commands = new Commands(engine);
  const ask = (body: Record<string, unknown>, documents?: Buffer[]) =>
    commands.run({ name: Object.keys(body)[0]!, db: 'test', body, documents, work: newWork() });
  const indexes = [
    { key: { email: 1 }, name: 'email_1', unique: true },
    { key: { tags: 1, n: -1 }, name: 'tags_1_n_-1' },
    { key: { n: 1 }, name: 'n_1', sparse: true },
  ];
  await ask({ createIndexes: 'people', indexes });
  const people = Array.from({ length: 50 }, (_, i) => ({
    _id: i,
    email: `${i}@company.example`,
    n: i % 7,
    tags: i % 3 === 0 ? [] : ['a', `t${i}`],
  }));
  await ask(
    { insert: 'people' },
    people.map((doc) => Buffer.from(serialize(doc))),
  );
  await engine.write(() => spoil(engine, engine.catalog.get(NS)!));
  await engine.close();
  return directory;
}

it('calls a store sound, and counts what is in it', async () => {
  const report = await checkDirectory(await aStore());
  const [people] = report.collections;
  expect(people).toMatchObject({ ns: NS, documents: 50, indexes: 4, problems: [] });
  // One entry a document in each index; two where there are two tags.
  expect(people?.entries).toBe(4 * 50 + 33);
  expect(report.isSound).toBe(true);
  expect(tell(report)).toContain('sound');
});

const entryOf = (engine: Engine, people: Collection, name: string, place: number) =>
  [...entriesIn(engine.storage, rangeOf(people.indexes.find((index) => index.name === name)!))][place]!;

const CASES: { says: string; spoil: (engine: Engine, people: Collection) => void; finds: RegExp }[] = [
  {
    says: 'a missing entry',
    spoil: ({ storage }, people) => storage.remove(keyOfEmail(people, storage)),
    finds: /^email_1: 0 \(record 1\) has no entry$/,
  },
  {
    says: 'a missing entry of _id',
    spoil: (engine, people) => engine.storage.remove(entryOf(engine, people, '_id_', 4).key),
    finds: /^_id_: 4 \(record 5\) has no entry$/,
  },
  {
    says: 'an entry whose document is gone',
    spoil: ({ storage }, people) => storage.remove(people.keyOf(8)),
    finds: /^n_1: an entry for record 8, which is not there$/,
  },
  {
    says: 'an entry that its document does not make',
    spoil: (engine, people) => {
      const { key } = entryOf(engine, people, 'n_1', 0);
      const other = Buffer.from(key);
      other.writeUIntBE(3, other.length - 6, 6);
      engine.storage.put(other, Buffer.from([1]));
    },
    finds: /^n_1: an entry that 2 \(record 3\) does not make$/,
  },
  {
    says: 'a unique key two documents share',
    spoil: ({ storage }, people) => {
      const twin = Buffer.from(serialize({ _id: 99, email: '7@company.example', tags: [] }));
      storage.put(people.keyOf(99), twin);
    },
    finds: /^email_1: 99 \(record 99\) shares its key with record 8$/,
  },
  {
    says: 'a record that is no document',
    spoil: ({ storage }, people) => storage.put(people.keyOf(20), Buffer.from('nonsense')),
    finds: /^record 20 is not a document with an _id$/,
  },
  {
    says: 'an index that forgot about arrays',
    spoil: (engine, people) => {
      people.indexes[2]!.multi.fill(false);
      engine.catalog.save(people);
    },
    finds: /^tags_1_n_-1: is not marked as holding arrays, and does$/,
  },
];

function keyOfEmail(people: Collection, storage: Engine['storage']): Buffer {
  return [...entriesIn(storage, rangeOf(people.indexes[1]!))].find(({ value }) => value.readUIntBE(0, 6) === 1)!.key;
}

it.each(CASES)('names $says', async ({ spoil, finds }) => {
  const report = await checkDirectory(await aStore(spoil));
  expect(report.isSound).toBe(false);
  expect(report.collections[0]!.problems).toContainEqual(expect.stringMatching(finds));
  expect(tell(report)).toContain('NOT SOUND');
  expect(tell(report)).not.toContain('@company');
});

it('names entries that belong to nothing, and a catalog that cannot be read', async () => {
  const stray = await checkDirectory(await aStore(({ storage }) => storage.put(prefixOf(77), Buffer.from([1]))));
  expect(stray).toMatchObject({ isSound: false, problems: [expect.stringContaining('under the number 77')] });
  const torn = await checkDirectory(
    await aStore(({ storage }) => storage.put(Buffer.concat([prefixOf(0), Buffer.from(NS)]), Buffer.from('torn'))),
  );
  expect(torn).toMatchObject({ isSound: false, problems: [expect.stringContaining('the catalog cannot be read')] });
});

it('names two that share a number', async () => {
  const directory = await aStore((engine) => {
    const other = engine.catalog.create('test.other');
    Object.assign(other.indexes[0]!, { id: engine.catalog.get(NS)!.id });
    engine.catalog.save(other);
  });
  expect((await checkDirectory(directory)).problems).toContainEqual(expect.stringContaining('share the number'));
});

it('is a command that says what is wrong, ends with 1, and makes indexes anew when asked', async () => {
  const directory = await aStore((engine, people) => engine.storage.remove(entryOf(engine, people, 'n_1', 3).key));
  const found = await runTool('check', '--dir', directory).done;
  expect(found).toMatchObject({
    code: 1,
    output: expect.stringMatching(/test\.people: n_1: .* has no entry\nNOT SOUND/),
  });
  const repaired = await runTool('check', '--dir', directory, '--repair').done;
  expect(repaired).toMatchObject({ code: 0, output: expect.stringMatching(/test\.people +50 +4 +233 +0\nsound/) });
  expect(await runTool('check', '--dir', `${directory}/none`).done).toMatchObject({
    code: 1,
    errors: expect.stringContaining('there is no store'),
  });
});
