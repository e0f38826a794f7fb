import { describe, expect, it } from 'vitest';
import { automaticText } from '../../../channels/email/outgoing/automatic.js';
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

  it.each([
    { says: 'the mailbox, where the queue says nothing', queue: null, isOpen: true, text: 'We have it.' },
    { says: 'the queue', queue: { acknowledgement: { en: 'Ours.', fa: '' } }, isOpen: true, text: 'Ours.' },
    {
      says: 'the queue in one of the two',
      queue: { acknowledgement: { en: 'Ours.', fa: '' } },
      isOpen: false,
      text: 'We are away.',
    },
    {
      says: 'the acknowledgement, where the queue has none for outside hours',
      queue: { outOfHours: { en: '', fa: '' } },
      isOpen: false,
      text: 'We have it.',
    },
    {
      says: 'nobody, where the queue wants none',
      queue: { acknowledgement: { en: ' ', fa: '' } },
      isOpen: true,
      text: '',
    },
  ])('has the words of $says', ({ queue, isOpen, text }) => {
    const own = queue && { acknowledgement: null, outOfHours: null, ...queue };
    expect(automaticText(texts, own, { locale: 'en', isOpen })).toBe(text);
  });

  it('is not sent where the mailbox has no words for it', async () => {
    const mailbox = await aMailbox(texts);
    const { c } = await aMatter({ mailbox, locale: 'fa' });
    expect(await desk.outgoing.acknowledge(c, { ...mailbox, ...texts }, ali)).toBeNull();
  });
});
