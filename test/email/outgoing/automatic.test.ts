import { describe, expect, it } from 'vitest';
import { eventually } from '../../eventually.js';
import { atAWritingDesk, header } from './writing-desk.js';

const desk = atAWritingDesk();
const { tokens, conversations, aMailbox, aMatter } = desk;

describe('an automatic answer', () => {
  const texts = { acknowledgement: { en: 'We have it.', fa: '' }, outOfHours: { en: 'We are away.', fa: '' } };
  const ali = { name: 'Ali', address: 'ali@mail.example' };

  it.each([
    { says: 'within hours', isOpen: true, text: 'We have it.' },
    { says: 'outside hours', isOpen: false, text: 'We are away.' },
  ])(
    'is sent once for a conversation, with signs that keep machines from answering it: $says',
    async ({ isOpen, text }) => {
      desk.opens(isOpen);
      const mailbox = await aMailbox(texts);
      const { c } = await aMatter({ mailbox });
      const [first, again] = [
        await desk.outgoing.acknowledge(c, { ...mailbox, ...texts }, ali),
        await desk.outgoing.acknowledge(c, { ...mailbox, ...texts }, ali),
      ];
      expect(again?._id).toBe(first?._id);
      await eventually(() => expect(desk.post.arrived).toHaveLength(1));
      const { raw, mail, from } = desk.post.arrived[0]!;
      expect(mail.text).toContain(text);
      expect(header(raw, 'Auto-Submitted')).toBe('auto-replied');
      expect(header(raw, 'X-Auto-Response-Suppress')).toBe('All');
      expect(tokens.bouncedMail(mailbox, from)).not.toBeNull();
      expect((await conversations.byId(c._id))?.firstResponseAt).toBeNull();
    },
  );

  it('is not sent where the mailbox has no words for it', async () => {
    const mailbox = await aMailbox(texts);
    const { c } = await aMatter({ mailbox, locale: 'fa' });
    expect(await desk.outgoing.acknowledge(c, { ...mailbox, ...texts }, ali)).toBeNull();
  });
});
