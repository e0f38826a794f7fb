/** Callers in a talk with Ana, who alone is there to be asked, and what agents do with it. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { CallView } from '../../server/contract/index.js';
import { eventually } from '../eventually.js';
import { type aVoiceCompany, OURS } from './company.js';

export type VoiceCompany = Awaited<ReturnType<typeof aVoiceCompany>>;
export type Phone = ReturnType<VoiceCompany['phone']>;
export type Page = ReturnType<VoiceCompany['client']>;

export function talksOf(company: VoiceCompany) {
  async function asks(name: string, operation: string, params: Record<string, string>, body?: unknown) {
    const { cookie } = company.people[name]!;
    const asked = { cookie, params, ...(body !== undefined && { body }) };
    const answer = await company.app.call(operation as never, asked as never);
    return answer as unknown as { status: number; body: CallView; error?: { code: string } };
  }

  const transfer = (id: string, way: string, to: object, { by = 'Ana', clientId = randomUUID() as string } = {}) =>
    asks(by, 'calls.transfer', { id }, { way, to, clientId });
  const show = async (id: string) => (await asks('Ana', 'calls.show', { id })).body;
  const kinds = async (sid: string) => (await company.told(sid)).map(({ kind }) => kind);

  /** Rings, and has come into the line. */
  async function waits(phone = company.phone()) {
    const { sid } = phone.ring(OURS)!;
    await company.until(async () => {
      phone.press('1');
      await company.carrier.settled();
      expect((await company.calls.bySid(sid))?.conversationId).toBeTruthy();
    });
    const { _id: callId, conversationId } = (await company.calls.bySid(sid))!;
    return { phone, sid, callId, conversationId: conversationId! };
  }

  async function picksUp(page: Page | Phone) {
    await company.until(() => expect(page.rings()).toBe(true));
    page.answer();
  }

  async function aTalk() {
    const ana = await company.online('Ana');
    const waiting = await waits();
    const { callId, conversationId } = waiting;
    const offer = await ana.hears('offer:made', (made) => made.conversationId === conversationId);
    const page = company.client('Ana');
    await ana.ask('offer:accept', { offerId: offer.id });
    await picksUp(page);
    await company.until(async () =>
      expect((await show(callId)).legs.map(({ inConference }) => inConference)).toEqual([true, true]),
    );
    return { ...waiting, ana, page };
  }

  async function says(speaker: Phone | Page, words: string) {
    speaker.say(words);
    await company.carrier.settled();
  }

  /** Ends it, and sees that nobody is left with anything. */
  async function isOver({ phone, sid, callId, ana }: Awaited<ReturnType<typeof aTalk>>) {
    phone.hangUp();
    await company.until(async () => expect(await kinds(sid)).toContain('call.ended'));
    await eventually(async () => {
      expect(await company.calls.byId(callId)).toMatchObject({ open: false, transfer: null });
      for (const { id } of Object.values(company.people))
        expect((await company.app.parts.routing.deskRecord(id)).entries).toEqual([]);
    });
    ana.close();
  }

  return { asks, transfer, show, kinds, waits, picksUp, aTalk, says, isOver };
}

export const hears = (listener: Phone | Page, words: string) => listener.heard().some(({ text }) => text === words);

/** The phrases they were played, as `en/welcome`, and `music`. */
export const played = (phone: Phone): string[] =>
  phone.heard().flatMap(({ text }) => /sounds\/(.*)\.wav$/.exec(text)?.[1] ?? []);
