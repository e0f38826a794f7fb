import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { Flush } from '../../server/store/embedded/flush.js';
import { aDirectory } from './child.js';

const aFile = (): number => openSync(join(aDirectory(), 'data'), 'w+');

it('answers in the order of asking, whoever comes while it is at work', async () => {
  const failed = vi.fn();
  const flush = new Flush(aFile(), failed);
  const answered: number[] = [];
  await new Promise<void>((done) => {
    for (let i = 0; i < 5; i += 1)
      flush.after(() => {
        answered.push(i);
        flush.after(() => {
          answered.push(10 + i);
          if (i === 4) done();
        });
      });
  });
  expect(answered).toEqual([0, 1, 2, 3, 4, 10, 11, 12, 13, 14]);
  expect(failed).not.toHaveBeenCalled();
});

it('answers nobody once the disk has failed', async () => {
  const file = aFile();
  closeSync(file);
  const answer = vi.fn();
  const error = await new Promise<Error>((failed) => new Flush(file, failed).after(answer));
  expect(error).toMatchObject({ code: 'EBADF' });
  expect(answer).not.toHaveBeenCalled();
});
