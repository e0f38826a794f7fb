/** Who is believed what they say of a call: the carrier, of its own account. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CallModel } from '../../server/calls/models.js';
import { ACCOUNT } from '../carrier.js';
import { callersAt } from './callers.js';
import { aVoiceCompany, OURS } from './company.js';

let company: Awaited<ReturnType<typeof aVoiceCompany>>;
beforeAll(async () => {
  company = await aVoiceCompany();
});
afterAll(() => company.close());

const { ringsIn, kinds, isEnded } = callersAt(() => company);

it('refuses whoever is not the carrier, and answers trouble without anybody’s word', async () => {
  const post = (name: string) =>
    fetch(`${company.app.url}/hooks/voice/${name}`, { method: 'POST', body: new URLSearchParams({ CallSid: 'CA1' }) });
  expect((await post('in')).status).toBe(403);
  expect((await post('status')).status).toBe(403);
  const fallback = await post('fallback');
  expect([fallback.status, await fallback.text()]).toEqual([200, expect.stringContaining('/sounds/fa/trouble.wav')]);
  const sound = await fetch(`${company.app.url}/hooks/voice/sounds/fa/trouble.wav`);
  expect([sound.status, sound.headers.get('content-type')]).toEqual([
    200,
    expect.stringMatching(/^audio\/(x-|vnd\.)?wave?$/),
  ]);
});

it('hears nothing of what another account of the carrier says of its calls and numbers, though that has signed it', async () => {
  const other = { sid: `AC${'e'.repeat(32)}`, token: 'f'.repeat(32) };
  const body = { name: 'Other', ...other };
  const made = await company.app.call('carrierAccounts.create', { cookie: company.admin, body });
  const { phone, sid } = await ringsIn();
  const { _id } = (await company.calls.bySid(sid))!;
  const before = await CallModel.countDocuments();
  const recorded = { RecordingSid: `RE${'1'.repeat(32)}`, RecordingStatus: 'completed', RecordingDuration: '9' };
  const conference = { ConferenceSid: `CF${'1'.repeat(32)}`, FriendlyName: `call-${_id}`, SequenceNumber: '1' };
  const forged: [string, Record<string, string>][] = [
    ['in', { CallSid: `CA${'9'.repeat(32)}`, From: '+989120009999', To: OURS }],
    [`menu?turn=1&step=main&call=${_id}`, { CallSid: sid, Digits: '1' }],
    ['status', { CallSid: sid, CallStatus: 'completed', From: phone.number, To: OURS }],
    [`status?call=${_id}&role=agent`, { CallSid: `CA${'8'.repeat(32)}`, CallStatus: 'in-progress', To: 'client:x' }],
    [`recording?call=${_id}&what=voicemail`, { CallSid: sid, ...recorded }],
    ['conference', { ...conference, StatusCallbackEvent: 'conference-start' }],
  ];
  for (const [path, form] of forged) {
    const url = `/hooks/voice/${path}`;
    expect((await company.hook(url, { AccountSid: other.sid, ...form }, other.token)).status, path).toBe(404);
  }
  await company.advance(3);
  const call = await company.calls.bySid(sid);
  expect(call).toMatchObject({ open: true, conversationId: null, fetching: [], state: { endedAt: null } });
  expect(call!.state.legs.map(({ role }) => role)).toEqual(['customer']);
  expect(await CallModel.countDocuments()).toBe(before);
  expect(phone.call()?.status).toBe('in-progress');
  phone.hangUp();
  await isEnded(sid);
  await company.app.call('carrierAccounts.delete', { cookie: company.admin, params: { id: made.body.id } });
});

it('fetches a message from the carrier alone, wherever it is said to be', async () => {
  const asked: string[] = [];
  const foreign = createServer((req, res) => {
    asked.push(req.url ?? '');
    res.end('RIFF');
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  const { port } = foreign.address() as AddressInfo;
  const { phone, sid } = await ringsIn();
  const { _id } = (await company.calls.bySid(sid))!;
  const tell = async (url: string, i: number) => {
    const form = { AccountSid: ACCOUNT.sid, CallSid: sid, RecordingSid: `RE${String(i).padStart(32, '0')}` };
    const recorded = { RecordingStatus: 'completed', RecordingDuration: '9', RecordingUrl: url };
    return company.hook(`/hooks/voice/recording?call=${_id}&what=voicemail`, { ...form, ...recorded });
  };
  const places = [
    `http://127.0.0.1:${port}/a`,
    `https://localhost:${port}/b`,
    'file:///etc/passwd',
    'http://169.254.169.254/x',
  ];
  for (const [i, url] of places.entries()) expect((await tell(url, i)).status).toBe(200);
  await company.advance(20);
  await company.app.parts.voice.sweep();
  expect(asked).toEqual([]);
  expect(await kinds(sid)).not.toContain('voicemail.left');
  expect((await company.calls.bySid(sid))?.conversationId).toBeNull();
  phone.hangUp();
  await isEnded(sid);
  foreign.close();
});
