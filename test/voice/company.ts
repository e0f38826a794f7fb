/** A company with one number, a menu and one agent, at the simulated carrier, on one clock that the test turns. */
import twilio from 'twilio';
import type { Menu } from '../../server/contract/index.js';
import { virtualTime } from '../../server/demo/index.js';
import { type Booted, bootApp } from '../boot.js';
import { ACCOUNT, bootCarrier } from '../carrier.js';
import { aCompany, online } from '../company.js';
import { eventually } from '../eventually.js';

export const OURS = '+982191000000';
/** Its clock is turned by minutes: neither the router's lease nor anybody's connection is to run out meanwhile. */
const PATIENT = { ROUTER_LEASE_SECONDS: '1000000', HEARTBEAT_SECONDS: '1000000' };

interface VoiceCompany {
  agents?: string[];
  /** Settings of its queue beside the usual. */
  queue?: Record<string, unknown>;
  env?: Record<string, string>;
  /** Settings of calls to its number beside the usual. */
  voice?: Record<string, unknown>;
  /** Of texts to its number; absent: it takes and sends none. */
  sms?: Record<string, unknown>;
  /** Of the carrier's chance. */
  seed?: number;
}

export async function aVoiceCompany({ agents = ['Ana', 'Bo'], seed = 1, ...about }: VoiceCompany = {}) {
  const { queue = {}, env = {}, voice = {}, sms } = about;
  const time = virtualTime();
  /** For the carrier a webhook is over when all that follows from it is done, so that `carrier.settled` waits for that too. */
  const followed: typeof fetch = async (to, options) => {
    const answer = await fetch(to, options);
    await app.parts.voice.settled();
    return answer;
  };
  const { carrier, url, client: sdk, close } = await bootCarrier({ time, seed, fetch: followed });
  const app: Booted = await bootApp({ clock: time, env: { TWILIO_API_BASE: url, ...PATIENT, ...env } });
  const { admin, people, queueId, siteKey } = await aCompany(app, { agents, capacity: 1, queue });
  const call = async (operation: never, body: unknown) => {
    const answer = await app.call(operation, { cookie: admin, body } as never);
    if (answer.status !== 201) throw new Error(`${operation} answered ${JSON.stringify(answer.error)}`);
    return answer.body as { id: string };
  };
  const account = await call('carrierAccounts.create' as never, { name: 'Carrier', ...ACCOUNT });
  const menu: Menu = {
    steps: [
      {
        key: 'main',
        prompts: ['for.sales', 'press.1', 'for.message', 'press.2'],
        choices: [
          { digit: '1', words: { en: ['sales'], fa: ['فروش'] }, to: { kind: 'queue', queueId } },
          { digit: '2', words: { en: [], fa: [] }, to: { kind: 'voicemail' } },
        ],
      },
    ],
  };
  const settings = {
    number: OURS,
    name: 'Shop',
    carrierAccountId: account.id,
    voice: { on: true, queueId, menu, ...voice },
    ...(sms && { sms: { on: true, queueId, perSecond: 100, ...sms } }),
  };
  const { id: numberId } = await call('numbers.create' as never, settings);
  const at = (name: string) => `${app.url}/hooks/voice/${name}`;
  const hooks = { voiceUrl: at('in'), voiceFallbackUrl: at('fallback'), statusCallback: at('status') };
  carrier.number({ accountSid: ACCOUNT.sid, number: OURS, ...hooks, smsUrl: `${app.url}/hooks/sms/in` });

  const { timeline, conversations, calls } = app.parts;
  let callers = 0;
  return {
    ...{ app, carrier, sdk, people, queueId, siteKey, calls, conversations, admin },
    /** Changes how calls to its number are answered from now on. */
    async answers(voice: Record<string, unknown>) {
      const body = { voice: { ...settings.voice, ...voice } };
      const { status } = await app.call('numbers.change', { cookie: admin, params: { id: numberId }, body } as never);
      if (status !== 200) throw new Error(`numbers.change answered ${status}`);
    },
    online: (name: string) => online(app, people[name]!),
    client: (name: string) => {
      const client = carrier.client(`agent_${people[name]!.id}`);
      client.register();
      return client;
    },
    advance: (seconds: number) => carrier.advance(seconds * 1_000),
    /** Turns the clock by a second again and again until it holds. */
    until: <T>(holds: () => T | Promise<T>) =>
      eventually(async () => {
        try {
          return await holds();
        } catch (error) {
          await carrier.advance(1_000);
          throw error;
        }
      }),
    phone: () => {
      callers += 1;
      return carrier.phone(`+98912000${String(callers).padStart(4, '0')}`);
    },
    /** A webhook of the carrier's, as it would sign it. */
    async hook(path: string, form: Record<string, string>, token: string = ACCOUNT.token) {
      const signature = twilio.getExpectedTwilioSignature(token, app.url + path, form);
      const headers = { 'x-twilio-signature': signature };
      const answer = await fetch(app.url + path, { method: 'POST', headers, body: new URLSearchParams(form) });
      return { status: answer.status, text: await answer.text() };
    },
    /** All that the timeline has of whoever called by this leg. */
    async told(sid: string) {
      const call = await calls.bySid(sid);
      return call ? (await timeline.after(call.customerId, 0, 500)).touchpoints : [];
    },
    async close() {
      await app.close();
      await close();
    },
  };
}
