import { expect, it } from 'vitest';
import { makeReader } from '../../../channels/email/reading/reader.js';
import { aMail } from './build.js';

it('ends what takes too long, and goes on with the next', async () => {
  // No thread has begun within this time, let alone read anything.
  const hasty = makeReader({ limitMs: 1 });
  const raw = aMail('Message-ID: <late@example.org>');
  const both = await Promise.all([hasty.readMail(raw), hasty.readMail(raw)]);
  await hasty.close();
  expect(both).toMatchObject([
    { unreadable: 'tooLong', messageId: 'late@example.org', from: [{ address: 'sara@example.org' }], subject: 'Order' },
    { unreadable: 'tooLong' },
  ]);
});

it('leaves the mail as it came, gives back what came with it, and begins a new thread where the old one is gone', async () => {
  const reader = makeReader();
  const raw = aMail(
    'Content-Type: application/octet-stream; name="a/b.bin"\nContent-Transfer-Encoding: base64',
    'AAEC/w==',
  );
  const before = Buffer.from(raw);
  const read = await reader.readMail(raw);
  expect(raw.equals(before)).toBe(true);
  const [file] = 'unreadable' in read ? [] : read.attachments;
  expect(file?.name).toBe('b.bin');
  expect(file?.content.equals(Buffer.from([0, 1, 2, 255]))).toBe(true);
  await reader.close();
  expect(await reader.readMail(aMail('', 'Again'))).toMatchObject({ text: 'Again' });
  await reader.close();
});

it('blames no mail where the thread cannot begin, and has the next try in another', async () => {
  const raw = aMail('Message-ID: <early@example.org>');
  const cramped = makeReader({ memoryMb: 1 }); // too little for the thread itself
  await expect(cramped.readMail(raw)).rejects.toThrow('does not begin');
  await expect(cramped.readMail(raw)).rejects.toThrow('does not begin');
  await cramped.close();
});

it('blames no mail where the process itself stood still', async () => {
  const reader = makeReader({ limitMs: 1_000 });
  const reading = reader.readMail(aMail('', 'Still here'));
  const until = performance.now() + 2_500;
  while (performance.now() < until); // as one that was stopped from outside: nothing runs
  expect(await reading).toMatchObject({ text: 'Still here' });
  await reader.close();
});
