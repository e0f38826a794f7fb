/** What the simulated carrier does with calls. Long because it is the one list of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT, aCompany, bootCarrier } from '../../carrier.js';

const OURS = '+982191000000';
let people = 0;

let world: Awaited<ReturnType<typeof bootCarrier>>;
let company: Awaited<ReturnType<typeof aCompany>>;
beforeAll(async () => {
  company = await aCompany();
  world = await bootCarrier();
});
afterAll(() => Promise.all([world.close(), company.close()]));
beforeEach(() => {
  company.told.length = 0;
  world.carrier.faults.clear();
  const at = (path: string) => `${company.url}/${path}`;
  const fallback = { voiceFallbackUrl: at('fallback'), voiceFallbackMethod: 'POST' } as const;
  const urls = { voiceUrl: at('voice'), ...fallback, statusCallback: at('ended') };
  world.carrier.number({ accountSid: ACCOUNT.sid, number: OURS, ...urls });
  company.answer('/fallback', response('<Say>Later, please.</Say>'));
});

const response = (inner: string) => `<?xml version="1.0" encoding="UTF-8"?><Response>${inner}</Response>`;
const advance = (seconds: number) => world.carrier.advance(seconds * 1_000);
const someone = () => {
  people += 1;
  return world.carrier.phone(`+9891200${String(people).padStart(5, '0')}`);
};
const words = (phone: { heard(): { text: string }[] }) => phone.heard().map(({ text }) => text);
const forms = (path: string) => company.at(path).map(({ form }) => form);
const events = (path: string) => forms(path).map((form) => form.StatusCallbackEvent ?? form.CallStatus);
const refusal = (asked: Promise<unknown>) =>
  asked.then(() => null).catch((error: unknown) => error as { code: number });

/** A caller to whom the company answers so. */
async function caller(inner: string) {
  company.answer('/voice', response(inner));
  const phone = someone();
  const call = phone.ring(OURS)!;
  await world.carrier.settled();
  return { phone, call, sid: call.sid };
}

describe('a document', () => {
  it('is asked for signed, speaks and plays in turn, and ends the call', async () => {
    const { phone, call } = await caller(
      '<Say>Hello.</Say><Pause length="2"/><Play>/file.wav</Play><Hangup/><Say>Never.</Say>',
    );
    expect(company.at('/voice')).toMatchObject([
      {
        genuine: true,
        form: { CallSid: call.sid, CallStatus: 'ringing', Direction: 'inbound', From: phone.number, To: OURS },
      },
    ]);
    expect([call.status, words(phone)]).toEqual(['in-progress', ['Hello.']]);
    await advance(60);
    expect(words(phone)).toEqual(['Hello.', `${company.url}/file.wav`]);
    expect(forms('/ended')).toMatchObject([{ CallStatus: 'completed', SequenceNumber: '0', CallSid: call.sid }]);
    expect(Number(forms('/ended')[0]!.CallDuration)).toBeGreaterThan(4);
  });

  it.each([
    { says: 'is no XML', answer: '<Response><Say>x</Response>', code: '12100' },
    { says: 'has a word that is none', answer: response('<Sing/>'), code: '12200' },
    { says: 'is not there', answer: 500, code: '11200' },
  ])('that $says gives way to the fallback', async ({ answer, code }) => {
    company.answer('/voice', answer);
    const phone = someone();
    phone.ring(OURS);
    await advance(10);
    expect(forms('/fallback')).toMatchObject([{ ErrorCode: code, ErrorUrl: `${company.url}/voice` }]);
    expect(words(phone)).toEqual(['Later, please.']);
  });

  it('gives way to a fallback that is asked by GET, with what its address has of its own', async () => {
    company.answer('/voice', 500);
    const voiceFallbackUrl = `${company.url}/fallback?step=1`;
    world.carrier.number({ accountSid: ACCOUNT.sid, number: OURS, voiceFallbackUrl, voiceFallbackMethod: 'GET' });
    const phone = someone();
    phone.ring(OURS);
    await advance(10);
    const form = { step: '1', ErrorCode: '11200', From: phone.person, CallStatus: 'ringing' };
    expect(company.at('/fallback')).toMatchObject([{ genuine: true, form }]);
    expect(words(phone)).toEqual(['Later, please.']);
  });

  it('that comes too late gives way too, and without a fallback the line goes dead', async () => {
    company.answer('/voice', response('<Say>Late.</Say>'));
    world.carrier.faults.late();
    const [first, second] = [someone(), someone()];
    first.ring(OURS);
    await advance(10);
    expect(words(first)).toEqual(['Later, please.']);
    world.carrier.number({ accountSid: ACCOUNT.sid, number: OURS, voiceFallbackUrl: '' });
    world.carrier.faults.drop({ about: /incoming/ });
    second.ring(OURS);
    await advance(10);
    expect(words(second)).toEqual(['We are sorry, an application error has occurred. Goodbye.']);
    expect(second.call()!.status).toBe('completed');
  });

  it('may refuse the call, send it elsewhere, or be left by the caller', async () => {
    expect((await caller('<Reject reason="busy"/>')).call.status).toBe('busy');
    company.answer('/other', response('<Say>Elsewhere.</Say><Pause length="100"/>'));
    const { phone, call } = await caller('<Redirect method="GET">/other?a=1</Redirect>');
    expect(words(phone)).toEqual(['Elsewhere.']);
    expect(company.at('/other')).toMatchObject([{ genuine: true, form: { a: '1', CallStatus: 'in-progress' } }]);
    await advance(5);
    phone.hangUp();
    expect([call.status, call.endedAt]).toEqual(['completed', expect.any(Date)]);
  });
});

describe('Gather', () => {
  const MENU =
    '<Gather input="dtmf speech" numDigits="1" timeout="3" action="/menu"><Say>Press one.</Say></Gather><Say>Nothing.</Say>';
  beforeEach(() => company.answer('/menu', response('<Say>Thanks.</Say>')));

  it.each([
    { says: 'a key', act: 'press' as const, gives: { Digits: '1' } },
    { says: 'words', act: 'say' as const, gives: { SpeechResult: '1', Confidence: '0.9' } },
  ])('takes $says while it still speaks', async ({ act, gives }) => {
    const { phone } = await caller(MENU);
    phone[act]('1');
    await world.carrier.settled();
    expect(forms('/menu')).toMatchObject([gives]);
    expect(words(phone)).toEqual(['Press one.', 'Thanks.']);
  });

  it('goes on when nothing comes, or tells that too', async () => {
    const { phone } = await caller(MENU);
    await advance(5);
    expect(words(phone)).toEqual(['Press one.', 'Nothing.']);
    await caller('<Gather action="/menu" actionOnEmptyResult="true" timeout="1"/>');
    await advance(2);
    expect(forms('/menu')).toMatchObject([{ Digits: '' }]);
  });

  it('collects keys until the last one', async () => {
    const { phone } = await caller('<Gather action="/menu" timeout="3"/>');
    phone.press('12#');
    await world.carrier.settled();
    expect(forms('/menu')).toMatchObject([{ Digits: '12' }]);
  });
});

describe('Record', () => {
  const VOICEMAIL =
    '<Record action="/kept" maxLength="60" timeout="4" recordingStatusCallback="/recorded" recordingStatusCallbackEvent="completed absent"/><Say>Nothing.</Say>';

  it('keeps what is said, as a WAV of that length', async () => {
    const { phone, sid } = await caller(VOICEMAIL);
    phone.say('My order did not come.', 6);
    await advance(8);
    phone.press('#');
    await advance(5);
    expect(forms('/kept')).toMatchObject([{ RecordingDuration: '8', Digits: '#', CallSid: sid }]);
    const [told] = forms('/recorded');
    expect(told).toMatchObject({ RecordingStatus: 'completed', RecordingSource: 'RecordVerb' });
    const authorization = `Basic ${btoa(`${ACCOUNT.sid}:${ACCOUNT.token}`)}`;
    const file = await fetch(`${told!.RecordingUrl}.wav`, { headers: { authorization } });
    expect((await file.arrayBuffer()).byteLength).toBe(44 + 8 * 8_000);
    const recording = world.client.recordings(told!.RecordingSid!);
    expect((await recording.fetch()).duration).toBe('8');
    expect(await world.client.calls(sid).recordings.list()).toHaveLength(1);
    await recording.remove();
    expect(await refusal(recording.fetch())).toMatchObject({ code: 20_404 });
  });

  it('tells of who hung up while speaking, and of silence that there is none', async () => {
    const { phone } = await caller(VOICEMAIL);
    phone.say('Hello', 3);
    await advance(3);
    phone.hangUp();
    await advance(3);
    expect(forms('/kept')).toMatchObject([{ Digits: 'hangup', RecordingDuration: '3' }]);
    const silent = (await caller(VOICEMAIL)).phone;
    await advance(10);
    expect(words(silent)).toEqual(['', 'Nothing.']);
    expect(forms('/recorded').map(({ RecordingStatus }) => RecordingStatus)).toEqual(['completed', 'absent']);
  });

  it('may have its file a moment later', async () => {
    world.carrier.missNextRecording(2);
    const { phone } = await caller(VOICEMAIL);
    phone.say('x', 2);
    await advance(10);
    const authorization = `Basic ${btoa(`${ACCOUNT.sid}:${ACCOUNT.token}`)}`;
    const get = async () => (await fetch(forms('/recorded')[0]!.RecordingUrl!, { headers: { authorization } })).status;
    expect([await get(), await get(), await get()]).toEqual([404, 404, 200]);
    expect(phone.call()!.status).toBe('completed');
  });
});

describe('Enqueue', () => {
  const WAIT = '<Enqueue waitUrl="/wait" action="/left">line</Enqueue><Say>Bye.</Say>';
  beforeEach(() => company.answer('/wait', response('<Say>Please wait.</Say><Pause length="5"/>')));

  it('tells the place again and again, and lets members be seen', async () => {
    const [first, second] = [await caller(WAIT), await caller(WAIT)];
    await advance(12);
    const asked = forms('/wait').filter(({ CallSid }) => CallSid === second.sid);
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(asked[0]).toMatchObject({ QueuePosition: '2', CurrentQueueSize: '2', QueueTime: '0' });
    const [queue] = await world.client.queues.list();
    expect(queue).toMatchObject({ friendlyName: 'line', currentSize: 2 });
    const members = await world.client.queues(queue!.sid).members.list();
    expect(members.map(({ callSid, position }) => [callSid, position])).toEqual([
      [first.sid, 1],
      [second.sid, 2],
    ]);
    first.phone.hangUp();
    second.phone.hangUp();
    await world.carrier.settled();
    expect(forms('/left').map(({ QueueResult }) => QueueResult)).toEqual(['hangup', 'hangup']);
  });

  it('is left by a document, and by a redirection', async () => {
    company.answer('/left', response('<Say>You left.</Say><Pause length="9"/>'));
    company.answer('/wait', response('<Gather numDigits="1" action="/leave"/>'));
    company.answer('/leave', response('<Leave/>'));
    const { phone } = await caller(WAIT);
    phone.press('9');
    await world.carrier.settled();
    expect(forms('/left')).toMatchObject([{ QueueResult: 'leave' }]);
    expect(words(phone)).toEqual(['You left.']);
    const other = await caller(WAIT);
    await world.client.calls(other.sid).update({ twiml: response('<Say>Moved.</Say>') });
    await world.carrier.settled();
    expect(words(other.phone)).toEqual(['Moved.']);
    expect(forms('/left').at(-1)).toMatchObject({ QueueResult: 'redirected' });
  });

  it('gives the front to who dials the queue', async () => {
    const waiting = await caller(WAIT);
    const agent = await caller('<Dial action="/over"><Queue url="/whisper">line</Queue></Dial>');
    company.answer('/whisper', response('<Say>You are connected.</Say>'));
    await advance(3);
    agent.phone.say('Good morning.');
    expect(words(waiting.phone)).toContain('Good morning.');
    agent.phone.hangUp();
    await advance(1);
    expect(forms('/left')).toMatchObject([{ QueueResult: 'bridged' }]);
  });
});

describe('Dial', () => {
  it('rings a number; who answers talks, and the result is told', async () => {
    const callee = someone();
    const { phone, sid } = await caller(
      `<Dial action="/over"><Number statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed">${callee.number}</Number></Dial>`,
    );
    await advance(1);
    expect(callee.rings()).toBe(true);
    callee.answer();
    await world.carrier.settled();
    callee.say('Who is it?');
    phone.say('Me.');
    expect([words(phone), words(callee)]).toEqual([['Who is it?'], ['Me.']]);
    await advance(7);
    callee.hangUp();
    await world.carrier.settled();
    expect(events('/leg')).toEqual(['initiated', 'ringing', 'in-progress', 'completed']);
    expect(forms('/leg').map(({ SequenceNumber }) => SequenceNumber)).toEqual(['0', '1', '2', '3']);
    expect(forms('/leg')[0]).toMatchObject({ ParentCallSid: sid, Direction: 'outbound-dial' });
    expect(forms('/over')).toMatchObject([{ DialCallStatus: 'completed', DialCallDuration: '7', DialBridged: 'true' }]);
  });

  it.each([
    { says: 'is busy', act: (phone: ReturnType<typeof someone>) => phone.decline(), ends: 'busy' },
    { says: 'does not answer', act: () => {}, ends: 'no-answer' },
  ])('tells when the other $says', async ({ act, ends }) => {
    const callee = someone();
    await caller(`<Dial action="/over" timeout="10">${callee.number}</Dial>`);
    await advance(1);
    act(callee);
    await advance(15);
    expect(forms('/over')).toMatchObject([{ DialCallStatus: ends }]);
  });

  it('rings clients that are there, and the first who answers has it', async () => {
    const [one, two] = ['agent_1', 'agent_2'].map(world.carrier.client);
    one!.register();
    two!.register();
    const { phone } = await caller(
      '<Dial action="/over"><Client>agent_1</Client><Client>agent_2</Client><Client>agent_3</Client></Dial>',
    );
    await advance(1);
    expect([one!.rings(), two!.rings()]).toEqual([true, true]);
    two!.answer();
    await world.carrier.settled();
    expect([one!.rings(), one!.call()!.status, two!.call()!.status]).toEqual([false, 'canceled', 'in-progress']);
    phone.hangUp();
    await world.carrier.settled();
    expect(two!.call()!.status).toBe('completed');
  });
});

describe('a conference', () => {
  const joining = (more = '') =>
    `<Dial action="/over"><Conference waitUrl="/hold" statusCallback="/conf" statusCallbackEvent="start end join leave mute hold modify" ${more}>call-7</Conference></Dial>`;

  it('holds, mutes and lets a supervisor whisper to one alone', async () => {
    const agent = world.carrier.client('agent_7');
    const boss = world.carrier.client('boss');
    for (const one of [agent, boss]) {
      one.register();
      one.always('answer', 500);
    }
    company.answer('/hold', response('<Say>Music.</Say><Pause length="3"/>'));
    const customer = await caller(joining('endConferenceOnExit="true"'));
    expect(words(customer.phone)).toEqual(['Music.']);
    const [running] = await world.client.conferences.list({ friendlyName: 'call-7', status: 'init' });
    const { participants } = world.client.conferences(running!.sid);
    const leg = await participants.create({ to: 'client:agent_7', from: OURS, label: 'agent' });
    await advance(2);
    agent.say('Hello.');
    expect(words(customer.phone).at(-1)).toBe('Hello.');

    await participants(customer.sid).update({ hold: true, holdUrl: `${company.url}/hold` });
    await world.carrier.settled();
    expect(words(customer.phone).at(-1)).toBe('Music.');
    customer.phone.say('Anybody?');
    expect(words(agent)).not.toContain('Anybody?');
    await participants(customer.sid).update({ hold: false });

    await participants.create({ to: 'client:boss', from: OURS, coaching: true, callSidToCoach: leg.callSid });
    await advance(2);
    boss.say('Offer a discount.');
    expect([words(agent).at(-1), words(customer.phone)]).toEqual([
      'Offer a discount.',
      expect.not.arrayContaining(['Offer a discount.']),
    ]);
    const [bossLeg] = (await participants.list()).filter(({ coaching }) => coaching);
    await participants(bossLeg!.callSid).update({ coaching: false });
    boss.say('I am here too.');
    expect(words(customer.phone).at(-1)).toBe('I am here too.');
    await participants(bossLeg!.callSid).update({ muted: true });
    boss.say('Unheard.');
    expect(words(customer.phone)).not.toContain('Unheard.');
    await participants(bossLeg!.callSid).remove();
    await world.carrier.settled();
    expect(boss.call()!.status).toBe('completed');

    customer.phone.hangUp();
    await world.carrier.settled();
    expect(agent.call()!.status).toBe('completed');
    expect(events('/conf')).toEqual([
      ...['participant-join', 'participant-join', 'conference-start', 'participant-hold', 'participant-unhold'],
      ...['participant-join', 'participant-modify', 'participant-mute', 'participant-leave', 'participant-leave'],
      ...['participant-leave', 'conference-end'],
    ]);
    expect(forms('/conf').map(({ SequenceNumber }) => Number(SequenceNumber))).toEqual([...Array(12).keys()]);
    expect(forms('/conf').at(-1)).toMatchObject({ CallSidEndingConference: customer.sid });
  });

  it('tells when somebody who was brought in never came', async () => {
    const customer = await caller(joining());
    const [running] = await world.client.conferences.list({ friendlyName: 'call-7', status: 'init' });
    await world.client.conferences(running!.sid).participants.create({ to: 'client:nobody', from: OURS });
    await advance(2);
    expect(forms('/conf').at(-1)).toMatchObject({
      StatusCallbackEvent: 'participant-leave',
      ReasonParticipantLeft: 'participant_add_failed',
      ParticipantCallStatus: 'no-answer',
    });
    expect((await world.client.conferences(running!.sid).update({ status: 'completed' })).status).toBe('completed');
    await world.carrier.settled();
    expect(forms('/over')).toMatchObject([{ DialCallStatus: 'completed' }]);
    expect(customer.call.status).toBe('completed');
  });

  it('is recorded, with pauses that are not in it', async () => {
    const customer = await caller(joining('record="record-from-start" recordingStatusCallback="/recorded"'));
    const agent = await caller(joining());
    await advance(10);
    const [running] = await world.client.conferences.list({ friendlyName: 'call-7', status: 'in-progress' });
    const { recordings } = world.client.conferences(running!.sid);
    const [recording] = await recordings.list();
    await recordings(recording!.sid).update({ status: 'paused' });
    await advance(30);
    await recordings(recording!.sid).update({ status: 'in-progress' });
    await advance(5);
    customer.phone.hangUp();
    agent.phone.hangUp();
    await advance(5);
    expect(forms('/recorded')).toMatchObject([{ RecordingDuration: '15', ConferenceSid: running!.sid }]);
  });
});

describe('a call by the API', () => {
  const place = (to: string, more = {}) =>
    world.client.calls.create({
      ...{ to, from: OURS, twiml: response('<Say>Your order is ready.</Say><Pause length="5"/>') },
      ...{
        statusCallback: `${company.url}/call`,
        statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
      },
      ...more,
    });

  it('rings, is answered, says its words and can be ended', async () => {
    const phone = someone();
    const { sid, status } = await place(phone.number, {
      machineDetection: 'Enable',
      asyncAmd: 'true',
      asyncAmdStatusCallback: `${company.url}/amd`,
    });
    expect(status).toBe('queued');
    await advance(1);
    phone.answer();
    await advance(2);
    expect(words(phone)).toEqual(['Your order is ready.']);
    expect(forms('/amd')).toMatchObject([{ AnsweredBy: 'human', CallSid: sid }]);
    expect((await world.client.calls(sid).fetch()).status).toBe('in-progress');
    await world.client.calls(sid).update({ status: 'completed' });
    await world.carrier.settled();
    expect(events('/call')).toEqual(['initiated', 'ringing', 'in-progress', 'completed']);
    expect(forms('/call').at(-1)).toMatchObject({ CallDuration: '2', SequenceNumber: '3' });
    expect(await refusal(world.client.calls(sid).update({ twiml: response('') }))).toMatchObject({ code: 21_220 });
    expect(await world.client.calls.list({ to: phone.number })).toMatchObject([{ sid, duration: '2' }]);
  });

  it('may be taken back while it rings, and is refused to nowhere', async () => {
    const phone = someone();
    const { sid } = await place(phone.number);
    await advance(1);
    expect((await world.client.calls(sid).update({ status: 'canceled' })).status).toBe('canceled');
    expect(phone.rings()).toBe(false);
    expect(await refusal(place('nobody'))).toMatchObject({ code: 21_211 });
    expect(await refusal(place(phone.number, { from: '+15005550001' }))).toMatchObject({ code: 21_210 });
  });

  it('begins in a browser too', async () => {
    company.answer('/app', response('<Say>Connecting.</Say>'));
    const agent = world.carrier.client('agent_9');
    agent.dial({ accountSid: ACCOUNT.sid, voiceUrl: `${company.url}/app` }, { To: '+989121111111' });
    await world.carrier.settled();
    expect(forms('/app')).toMatchObject([{ From: 'client:agent_9', To: '+989121111111', Direction: 'inbound' }]);
  });
});
