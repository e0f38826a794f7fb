import { describe, expect, it } from 'vitest';
import { ConversationModel, makeConversations } from '../../server/conversations/index.js';
import { newId } from '../../server/platform/index.js';
import { conversing } from './conversing.js';

const { ana, conversations, needs, opened, timeline } = conversing();

describe('between text and phone, on two nodes', () => {
  const elsewhere = makeConversations(needs);
  const sms = { numberId: newId(), number: '+982191000000', peer: '+989120000001', oneWay: false };
  async function byText() {
    const { _id } = await opened();
    await ConversationModel.updateOne({ _id }, { $set: { channel: 'sms', sms } });
    await conversations.assign(_id, { version: 1, ...ana, how: 'picked' });
    return (await conversations.byId(_id))!;
  }
  const allTold = () => Promise.all([conversations.stop(), elsewhere.stop()]);
  const rang = async (id: string) =>
    (await timeline.ofConversation(id)).filter(({ kind }) => kind === 'conversation.requeued').length;

  it('a call that both lead on takes its matter along once, and both know it', async () => {
    const c = await byText();
    const call = { callId: newId(), fromAgentName: 'Ana' };
    const both = await Promise.all([conversations.goesByPhone(c, call), elsewhere.goesByPhone(c, call)]);
    await allTold();
    const late = await elsewhere.goesByPhone(c, call);
    for (const one of [...both, late]) expect(one).toMatchObject({ _id: c._id, channel: 'voice', state: 'queued' });
    expect(await rang(c._id)).toBe(1);
    expect(await elsewhere.goesByPhone(c, { ...call, callId: newId() })).toBeNull();
  });

  it('who rings, writes, and is closed at the same moment has one matter, with all that was said', async () => {
    for (let i = 0; i < 10; i += 1) {
      const c = await byText();
      const base = {
        customerId: c.customerId,
        conversationId: c._id,
        channel: 'sms',
        author: { type: 'customer' },
      } as const;
      const said = { ...base, kind: 'message', direction: 'in', text: 'and', details: { source: 'sms' } } as const;
      const [gone, , closed] = await Promise.all([
        conversations.goesByPhone(c, { callId: newId(), fromAgentName: 'Ana' }),
        timeline.append({ ...said, sourceId: newId() }).then((text) => elsewhere.noteMessage(c, text)),
        i % 2 === 0 ? elsewhere.close(c._id, { by: 'agent' }) : elsewhere.goesBackToText(c._id),
      ]);
      await allTold();
      const now = (await conversations.byId(c._id))!;
      expect(now.lastMessage).toMatchObject({ text: 'and' });
      // Who closes it after they wrote has seen it.
      expect(now.state === 'closed' ? [0, 1] : [1]).toContain(now.unread);
      expect(await rang(c._id)).toBe(gone ? 1 : 0);
      if (i % 2 === 0) expect(now.state).toBe(closed ? 'closed' : 'queued');
      else expect([now.channel, now.state]).toEqual([closed ? 'sms' : 'voice', 'queued']);
    }
  });
});
