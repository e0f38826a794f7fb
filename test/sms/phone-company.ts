/** A company that can be texted: a server of ours, the simulated carrier with its clock in the test's hand, a number, an agent. */
import { randomUUID } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { expect } from 'vitest';
import type { NumberCreateInput, TouchpointRecord } from '../../server/contract/index.js';
import type { Picture } from '../../server/demo/carrier/index.js';
import type { Given } from '../../server/main.js';
import { bootApp } from '../boot.js';
import { ACCOUNT, bootCarrier } from '../carrier.js';
import { aCompany } from '../company.js';
import { eventually } from '../eventually.js';

export const OURS = '+982191000000';

type Settings = Partial<NumberCreateInput['sms']>;

export async function aPhoneCompany(given: Given = {}) {
  const world = await bootCarrier();
  const app = await bootApp({ env: { TWILIO_API_BASE: world.url }, ...given });
  const company = await aCompany(app, { agents: ['Ana'], capacity: 100, queue: { autoAccept: true } });
  const { queueId } = company;
  let admin = company.admin;
  const account = await app.call('carrierAccounts.create', {
    cookie: admin,
    body: { name: 'Carrier', sid: ACCOUNT.sid, token: ACCOUNT.token },
  });
  const carrierAccountId = account.body.id;

  /** A number of ours, at the carrier and here. */
  async function aNumber(number: string, sms: Settings = {}) {
    const fast = { on: true, queueId, perSecond: 100, quiet: null };
    const body = { number, name: number, carrierAccountId, sms: { ...fast, ...sms } };
    const made = await app.call('numbers.create', { cookie: admin, body });
    if (made.status !== 201) throw new Error(`the number answered ${JSON.stringify(made.error)}`);
    world.carrier.number({ accountSid: ACCOUNT.sid, number, smsUrl: `${app.url}/hooks/sms/in` });
    return made.body;
  }
  const number = await aNumber(OURS);

  const at = (sid: string) => app.parts.timeline.bySource('sms', sid);
  const conversation = async (id: string | null) => (id ? app.parts.conversations.byId(id) : null);

  let people = 0;
  /** A number that nobody had before. */
  function someone(): string {
    people += 1;
    return `+98912000${String(people).padStart(4, '0')}`;
  }

  /** What a phone texts us, as it stands on the timeline. */
  async function textIn(phone: string, body: string, { pictures = [] as Picture[], to = OURS } = {}) {
    const text = world.carrier.phone(phone).text(to, body, pictures);
    if (!text) throw new Error('nobody has that number');
    await world.carrier.settled();
    return { sid: text.sid, touchpoint: await at(text.sid) };
  }

  /** Somebody has it, so that it can be answered. */
  async function taken(conversationId: string): Promise<void> {
    const answer = await app.call('conversations.takeOver', { cookie: admin, params: { id: conversationId } });
    if (answer.status !== 200) throw new Error(`taking over answered ${JSON.stringify(answer.error)}`);
  }

  return {
    /** Whose number it is: their session ends where the clock is turned by days. */
    admin: () => admin,
    signInAgain: async () => {
      admin = await app.signIn();
    },
    ...{ world, app, company, number, aNumber, carrierAccountId, at, conversation },
    ...{ someone, textIn, taken },
    /** A talk that somebody of ours has, and that can be answered. */
    async aTalk(phone = someone()) {
      const { touchpoint } = await textIn(phone, 'hello there');
      const id = touchpoint?.conversationId as string;
      await taken(id);
      return { phone, id, customerId: touchpoint?.customerId as string };
    },
    /** Turns the carrier's clock until a text of ours has come to that. */
    settled: (id: string, state: string) =>
      eventually(async () => {
        await world.carrier.advance(1_000);
        const delivery = (await app.parts.timeline.byId(id))?.delivery;
        expect(delivery).toMatchObject({ state });
        return delivery!;
      }),
    reply: (conversationId: string, text: string, about: object = {}) =>
      app.call('conversations.reply', {
        cookie: admin,
        params: { id: conversationId },
        body: { clientId: randomUUID(), text, ...about },
      }),
    /** What the carrier would send, signed by its hand; `change`: changed by another's after that. */
    async post(url: string, form: Record<string, string>, { change = {}, token = ACCOUNT.token as string } = {}) {
      const signature = getExpectedTwilioSignature(token, url, form);
      const body = new URLSearchParams({ ...form, ...change }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
      return fetch(url, { method: 'POST', headers, body });
    },
    now: async (id: string) => (await app.parts.timeline.byId(id)) as TouchpointRecord,
    /** What the company's texts to a phone were, the earliest first; each once per text that the carrier took. */
    sentTo: async (phone: string) =>
      (await world.client.messages.list({ to: phone, limit: 1_000 })).map(({ body }) => body).reverse(),
    async close() {
      await app.close();
      await world.close();
    },
  };
}

export type PhoneCompany = Awaited<ReturnType<typeof aPhoneCompany>>;
