/** Texts of callers and to them, by the number that they call. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { TouchpointView } from '../../server/contract/index.js';
import { type Phone, played, type talksOf, type VoiceCompany } from './talk.js';

export const AS_TEXT = { channel: 'sms' };

export function textsOf(company: VoiceCompany, talks: ReturnType<typeof talksOf>) {
  function texts(conversationId: string, text: string, about: object = AS_TEXT) {
    const body = { clientId: randomUUID(), text, ...about };
    const asked = company.app.call('conversations.reply', {
      cookie: company.people.Ana!.cookie,
      params: { id: conversationId },
      body,
    } as never);
    return asked as unknown as Promise<{ status: number; body: TouchpointView; error?: { code: string } }>;
  }

  const arrivedAt = async (number: string) =>
    (await company.sdk.messages.list({ to: number, limit: 50 })).map(({ body, from }) => ({ body, from })).reverse();

  async function finish({ conversationId, ana }: { conversationId: string; ana: { close(): void } }) {
    const closed = await talks.asks('Ana', 'conversations.close', { id: conversationId }, { outcome: 'solved' });
    expect(closed.status, closed.error?.code).toBe(200);
    ana.close();
  }

  /** Hears that they may go on by text, and does. */
  async function wantsTexts(phone: Phone): Promise<void> {
    await company.until(() => expect(played(phone)).toEqual(expect.arrayContaining(['en/for.text', 'en/press.3'])));
    phone.press('3');
    await company.carrier.settled();
  }

  const conversationOf = async (id: string) => (await company.conversations.byId(id))!;

  return { texts, arrivedAt, finish, wantsTexts, conversationOf };
}
