/** What callers do again and again in tests, and what is known of their calls. */
import { expect } from 'vitest';
import type { AgentLine } from '../clients.js';
import { eventually } from '../eventually.js';
import { type aVoiceCompany, OURS } from './company.js';

type VoiceCompany = Awaited<ReturnType<typeof aVoiceCompany>>;

/** @param of the company that is called, once it is there */
export function callersAt(of: () => VoiceCompany) {
  /** Rings and waits for the menu's question. */
  async function ringsIn() {
    const phone = of().phone();
    const { sid } = phone.ring(OURS)!;
    await of().carrier.settled();
    return { phone, sid };
  }

  async function waitsInLine(phone: ReturnType<VoiceCompany['phone']>, sid: string) {
    await of().until(async () => {
      phone.press('1');
      await of().carrier.settled();
      expect((await of().calls.bySid(sid))?.conversationId).toBeTruthy();
    });
    return (await of().calls.bySid(sid))!.conversationId!;
  }

  /** Takes what is offered and answers its browser. */
  async function talks(line: AgentLine, name: string, conversationId: string) {
    const offer = await line.hears('offer:made', (made) => made.conversationId === conversationId);
    const client = of().client(name);
    await line.ask('offer:accept', { offerId: offer.id });
    await of().until(() => expect(client.rings()).toBe(true));
    client.answer();
    await of().until(async () => {
      const call = await of().calls.byConversation(conversationId);
      expect(call?.state.legs.map(({ inConference }) => inConference)).toEqual([true, true]);
    });
    return client;
  }

  const conversationsOf = async (sid: string) => {
    const { customerId } = (await of().calls.bySid(sid))!;
    return (await of().app.parts.conversations.countByCustomer([customerId])).get(customerId);
  };
  const kinds = async (sid: string) => (await of().told(sid)).map(({ kind }) => kind);
  const isClosed = (sid: string) =>
    eventually(async () => expect(await of().calls.bySid(sid)).toMatchObject({ open: false }));
  const isEnded = (sid: string) => of().until(async () => expect(await kinds(sid)).toContain('call.ended'));
  return { ringsIn, waitsInLine, talks, conversationsOf, kinds, isClosed, isEnded };
}
