import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LineEvent } from '../../agents/src/phone/line-state.js';
import type { OpenLine } from '../../agents/src/phone/lines/port.js';
import { simulatedLine } from '../../agents/src/phone/lines/simulated.js';
import { lineToken } from '../../channels/twilio/index.js';
import type { SoftphoneTokenView } from '../../server/contract/index.js';
import { type Carrier, demoCarrierRoutes, makeCarrier, virtualTime } from '../../server/demo/index.js';
import { makeLog, onError } from '../../server/platform/index.js';
import { ACCOUNT, serve } from '../carrier.js';
import { eventually } from '../eventually.js';

const KEY = { sid: `SK${'2'.repeat(32)}`, secret: 'the secret of the key' };
const OURS = '+982191000000';

let carrier: Carrier;
let url: string;
let close: () => Promise<void>;
let opened: OpenLine[];

beforeEach(async () => {
  const app = express();
  const server = await serve(app);
  url = server.url;
  opened = [];
  const time = virtualTime(new Date().toISOString());
  carrier = makeCarrier({ accounts: [{ ...ACCOUNT, keys: [KEY] }], apiUrl: () => `${url}/demo/carrier/api`, time });
  const page = demoCarrierRoutes(carrier, async () => null);
  app.use(page.router);
  app.use(onError(makeLog('silent')));
  carrier.number({ number: OURS, accountSid: ACCOUNT.sid });
  close = async () => {
    for (const line of opened) line.close();
    page.stop();
    carrier.stop();
    await server.close();
  };
});
afterEach(() => close());

const tokenOf = (identity = 'agent_1', seconds = 3_600, key = KEY): SoftphoneTokenView => ({
  ...{ line: 'simulated', identity, expiresAt: '' },
  token: lineToken({ sid: ACCOUNT.sid, apiKey: key }, identity, seconds),
});

/** Turns the clock by a little again and again until it holds. */
const soon = <T>(holds: () => T) =>
  eventually(async () => {
    await carrier.advance(50);
    return holds();
  });

/** A page with a line, and all that it was told. */
async function aPage(token = tokenOf()) {
  const told: LineEvent[] = [];
  let asked: Promise<unknown> = Promise.resolve();
  const fetchIt: typeof fetch = (...to) => {
    const answer = fetch(...to);
    asked = answer;
    return answer;
  };
  const line = await simulatedLine(`${url}/demo/carrier/line`, fetchIt)(token, (event) => told.push(event));
  opened.push(line);
  const last = <E extends LineEvent['event']>(event: E) =>
    soon(() => {
      const found = told.findLast((one): one is Extract<LineEvent, { event: E }> => one.event === event);
      if (!found) throw new Error(`${event} was not told: ${told.map((one) => one.event)}`);
      return found;
    });
  await last('ready');
  /** The last act has reached the carrier. */
  return { line, told, last, done: () => asked };
}

/** Brings somebody into the conference, as our server does. @returns the sid of their leg */
async function bringIn(to: string): Promise<string> {
  const path = `2010-04-01/Accounts/${ACCOUNT.sid}/Conferences/talk/Participants.json`;
  const answer = await fetch(`${url}/demo/carrier/api/${path}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${KEY.sid}:${KEY.secret}`).toString('base64')}` },
    body: new URLSearchParams({ From: OURS, To: to }),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { call_sid: string }).call_sid;
}
const ringAgent = (query = '?call=abc&reason=consult') => bringIn(`client:agent_1${query}`);

describe('the simulated line', () => {
  it('opens to nobody whose token is another key’s, another account’s or out of time', async () => {
    const line = simulatedLine(`${url}/demo/carrier/line`);
    const stranger = { sid: KEY.sid, secret: 'another secret' };
    const unknown = { sid: `SK${'3'.repeat(32)}`, secret: KEY.secret };
    for (const token of [
      tokenOf('agent_1', 3_600, stranger),
      tokenOf('agent_1', 3_600, unknown),
      tokenOf('agent_1', -1),
    ])
      await expect(line(token, () => {})).rejects.toMatchObject({ reason: 'refused' });
    expect(carrier.client('agent_1').isRegistered()).toBe(false);
  });

  it('rings with what the server had it told, answers, hears who speaks, and speaks', async () => {
    const page = await aPage();
    const sid = await ringAgent();
    const { call } = await page.last('ringing');
    expect(call).toMatchObject({ sid, callId: 'abc', reason: 'consult' });
    const other = carrier.phone('+989120000001');
    other.always('answer', 0);
    call.accept();
    await page.last('answered');
    await bringIn(other.number);
    await soon(() => expect(other.call()?.reaches()).toHaveLength(1));
    other.say('hello');
    const changed = await page.last('changed');
    expect(changed.call.words?.heard()).toMatchObject([{ who: other.number, text: 'hello' }]);
    call.words?.say('good morning');
    await soon(() => expect(other.heard().at(-1)).toMatchObject({ text: 'good morning', by: 'client:agent_1' }));
    page.line.mute(true);
    call.words?.say('nobody hears this');
    call.hangUp();
    await page.last('ended');
    expect(other.heard().map(({ text }) => text)).not.toContain('nobody hears this');
  });

  it('tells of a call that is taken back before anybody answers', async () => {
    const page = await aPage();
    await ringAgent('');
    const { call } = await page.last('ringing');
    expect(call).toMatchObject({ callId: '', reason: 'offer' });
    call.reject();
    expect(await page.last('ended')).toEqual({ event: 'ended', sid: call.sid });
    expect(page.told.map(({ event }) => event)).not.toContain('answered');
  });

  it('belongs to the newest page, with the call that is under way', async () => {
    const first = await aPage();
    await ringAgent();
    (await first.last('ringing')).call.accept();
    await first.last('answered');
    const second = await aPage();
    await first.last('replaced');
    expect((await second.last('answered')).call).toMatchObject({ callId: 'abc' });
    const acts = first.told.length;
    (await first.last('answered')).call.hangUp(); // its seat counts no more
    (await second.last('answered')).call.hangUp();
    await second.last('ended');
    expect(first.told.slice(acts).map(({ event }) => event)).not.toContain('ended');
  });

  it('is gone soon after its page, and so is the talk', async () => {
    const page = await aPage();
    await ringAgent();
    (await page.last('ringing')).call.accept();
    await page.last('answered');
    page.line.close();
    await eventually(async () => {
      await carrier.advance(5_000);
      expect(carrier.client('agent_1').isRegistered()).toBe(false);
    });
    expect(carrier.client('agent_1').call()).toMatchObject({ status: 'completed' });
  });

  it('warns before its token ends, goes on with a new one, and ends without', async () => {
    const page = await aPage(tokenOf('agent_1', 600));
    await carrier.advance(545_000);
    await page.last('expiring');
    page.line.renew(tokenOf('agent_1', 3_600).token);
    await page.done();
    await carrier.advance(600_000);
    expect(carrier.client('agent_1').isRegistered()).toBe(true);
    await carrier.advance(3_600_000);
    await page.last('closed');
    expect(carrier.client('agent_1').isRegistered()).toBe(false);
  });

  it('refuses acts without a seat, and what is no act', async () => {
    const act = (body: object) =>
      fetch(`${url}/demo/carrier/line/acts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await act({ act: 'hangUp', seat: 'a guess' })).status).toBe(409);
    expect((await act({ act: 'digits', seat: 'a guess', keys: 'abc' })).status).toBe(400);
  });
});
