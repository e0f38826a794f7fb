/** What one has begun to write at two places: how both become one. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keptByKey } from '../../agents/src/base/kept-by-key.js';
import { blocksOf, merged } from '../../agents/src/drafts/merge.js';
import { isSame, keyOf, NOTHING, placeOf, type Written } from '../../agents/src/drafts/written.js';

type Mail = NonNullable<Written['mail']>;
const words = (text: string): Written => ({ ...NOTHING, text });
const mail = (about: Partial<Mail>): Written => ({
  ...NOTHING,
  mail: { to: null, cc: [], bcc: [], subject: null, html: '', quote: true, files: [], ...about },
});
const file = (id: string) => ({ id, name: id, type: 'text/plain', sizeBytes: 1, url: `/files/${id}/x?e=1` });

describe('words that were changed at two places', () => {
  it.each([
    { says: 'only here', base: 'a', ours: 'ab', theirs: 'a', are: 'ab' },
    { says: 'only there', base: 'a', ours: 'a', theirs: 'ac', are: 'ac' },
    { says: 'the same at both', base: 'a', ours: 'ab', theirs: 'ab', are: 'ab' },
    { says: 'different lines', base: '1\n2\n3', ours: '1!\n2\n3', theirs: '1\n2\n3?', are: '1!\n2\n3?' },
    { says: 'lines beside each other', base: '1\n2\n3', ours: '1!\n2\n3', theirs: '1\n2?\n3', are: '1!\n2?\n3' },
    { says: 'the same line', base: '1\n2', ours: '1\nours', theirs: '1\ntheirs', are: '1\ntheirs\nours' },
    { says: 'one goes on where the other stopped', base: 'he', ours: 'hello', theirs: 'hel', are: 'hello' },
    { says: 'written at both, begun at none', base: '', ours: 'ours', theirs: 'theirs', are: 'theirs\nours' },
    { says: 'sent here, gone on with there', base: 'sent', ours: '', theirs: 'sent\nmore', are: 'more' },
    { says: 'sent there, gone on with here', base: 'sent', ours: 'sent\nmore', theirs: '', are: 'more' },
    { says: 'sent here, written anew there', base: 'sent', ours: '', theirs: 'other', are: 'other' },
    { says: 'a line away here, another there', base: '1\n2\n3', ours: '1\n3', theirs: '1\n2', are: '1' },
    { says: 'lines that are the same', base: 'x\nx', ours: 'x\nx\ny', theirs: 'z\nx\nx', are: 'z\nx\nx\ny' },
  ])('$says', ({ base, ours, theirs, are }) => expect(merged(words(base), words(ours), words(theirs)).text).toBe(are));

  /** Made-up changes of made-up lines; the same every time. */
  it('are lost at neither, whatever they are, and are as one side has them where the other changed nothing', () => {
    let seed = 7;
    const dice = (sides: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % sides;
    };
    const edit = (lines: string[], mark: string) => {
      const changed = [...lines];
      for (let n = dice(4); n > 0; n -= 1) changed.splice(dice(changed.length + 1), dice(2), `${mark}${dice(1_000)}`);
      return changed;
    };
    for (let time = 0; time < 1_000; time += 1) {
      const base = Array.from({ length: dice(6) }, () => `${dice(4)}`);
      const [ours, theirs] = [edit(base, 'ours'), edit(base, 'theirs')];
      const of = (a: string[], b: string[]) =>
        merged(words(base.join('\n')), words(a.join('\n')), words(b.join('\n'))).text.split('\n');
      const both = of(ours, theirs);
      for (const line of [...ours, ...theirs]) if (/[a-z]/.test(line)) expect(both).toContain(line);
      expect(of(ours, base).join('\n')).toBe(ours.join('\n'));
      expect(of(base, theirs).join('\n')).toBe(theirs.join('\n'));
    }
  });
});

describe('a mail that was changed at two places', () => {
  it('goes to whoever was added at either, and not to whom either took away', () => {
    const { mail: both } = merged(
      mail({ to: ['a@x.example', 'b@x.example'], cc: [] }),
      mail({ to: ['a@x.example'], cc: ['c@x.example'] }),
      mail({ to: ['a@x.example', 'b@x.example', 'd@x.example'], bcc: ['e@x.example'] }),
    );
    expect([both?.to, both?.cc, both?.bcc]).toEqual([['a@x.example', 'd@x.example'], ['c@x.example'], ['e@x.example']]);
  });
  it('keeps both subjects, what was chosen about the quotation, and every file', () => {
    const both = merged(
      { ...mail({ subject: null, quote: true }), files: [file('1')] },
      { ...mail({ subject: 'Ours', quote: false }), files: [file('1'), file('2')] },
      { ...mail({ subject: 'Theirs', quote: true }), files: [file('3')] },
    );
    expect([both.mail?.subject, both.mail?.quote]).toEqual(['Theirs / Ours', false]);
    expect(both.files.map(({ id }) => id)).toEqual(['3', '2']);
  });
  it('is merged by its paragraphs, whose pictures are the same under another address', () => {
    const picture = (ticket: string) => `<p><img src="/files/f1/a.png?e=${ticket}"></p>`;
    const { mail: both } = merged(
      mail({ html: `<p>1</p>${picture('1')}<ul><li><p>2</p></li></ul>` }),
      mail({ html: `<p>1!</p>${picture('1')}<ul><li><p>2</p></li></ul>` }),
      mail({ html: `<p>1</p>${picture('2')}<ul><li><p>2</p></li><li><p>3</p></li></ul>` }),
    );
    expect(both?.html.replace(/e=\d/, '')).toBe(
      '<p>1!</p><p><img src="/files/f1/a.png?"></p><ul><li><p>2</p></li><li><p>3</p></li></ul>',
    );
  });
  it.each(['', '<p>a</p>', '<p>a<br>b</p><blockquote><p>c</p></blockquote>', 'words alone', '<p>a</p>rest'])(
    'is the same again from its paragraphs: %s',
    (html) => expect(blocksOf(html).join('')).toBe(html),
  );
});

it('is the same draft under another address of its files', () => {
  const one = { ...mail({ html: '<p><img src="/files/f1/a.png?e=1&amp;s=x"></p>' }), files: [file('1')] };
  const other = { ...mail({ html: '<p><img src="/files/f1/a.png?e=2"></p>' }), files: [{ ...file('1'), url: '/y' }] };
  expect(isSame(one, other)).toBe(true);
  expect(isSame(one, { ...other, files: [] })).toBe(false);
});

it.each([
  ['c1', { kind: 'message', id: 'c1' }],
  ['c1:note', { kind: 'note', id: 'c1' }],
  ['c1:whisper', { kind: 'whisper', id: 'c1' }],
  ['write:p1', { kind: 'letter', id: 'p1' }],
  ['text:p1', { kind: 'text', id: 'p1' }],
] as const)('is known as %s here', (key, place) => expect([placeOf(key), keyOf(place)]).toEqual([place, key]));

describe('two tabs of one browser', () => {
  beforeEach(() => {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    });
  });
  afterEach(() => vi.unstubAllGlobals());
  const aTab = () =>
    keptByKey<{ text: string; rev: number }>('two', {
      isWorthKeeping: ({ text }) => text !== '',
      joined: (before, ours, theirs) => ({
        text: merged(words(before?.text ?? ''), words(ours.text), words(theirs?.text ?? '')).text,
        rev: theirs?.rev === before?.rev ? ours.rev : (theirs?.rev ?? 0),
      }),
    });
  const begun = () => {
    const tabs = [aTab(), aTab()] as const;
    tabs[0].change('c1', { text: 'hello wor', rev: 0 });
    for (const tab of tabs) tab.settle();
    return tabs;
  };

  it.each([
    {
      says: 'know what the other has saved while they go on, and bring nothing back that was deleted',
      ...{ one: { text: 'hello', rev: 0 }, other: { text: 'hello wor', rev: 1 }, both: { text: 'hello', rev: 1 } },
    },
    {
      says: 'keep the words of both that were written in the same moment',
      ...{ one: { text: 'hello wor\n1', rev: 0 }, other: { text: '2\nhello wor', rev: 0 } },
      both: { text: '2\nhello wor\n1', rev: 0 },
    },
    {
      says: 'go on with what is new where the other has sent the rest',
      ...{ one: { text: 'hello wor\nmore', rev: 0 }, other: undefined, both: { text: 'more', rev: 0 } },
    },
  ])('$says', ({ one, other, both }) => {
    const [here, there] = begun();
    there.change('c1', other);
    here.change('c1', one);
    there.settle();
    here.settle();
    there.settle();
    for (const tab of [here, there]) expect(tab.get().c1).toEqual(both);
    expect(aTab().get().c1).toEqual(both);
  });
});
