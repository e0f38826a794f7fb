import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT, aCompany, bootCarrier } from '../../carrier.js';

const OURS = '+982191000000';
/** `CALL_SCRIPTS` of them at once; a handful shows that it works. */
const CALLERS = Number(process.env.CALL_SCRIPTS ?? 12);
let world: Awaited<ReturnType<typeof bootCarrier>>;
let company: Awaited<ReturnType<typeof aCompany>>;
beforeAll(async () => {
  company = await aCompany();
  world = await bootCarrier();
  const urls = { voiceUrl: `${company.url}/voice`, statusCallback: `${company.url}/ended` };
  world.carrier.number({ accountSid: ACCOUNT.sid, number: OURS, ...urls });
});
afterAll(() => Promise.all([world.close(), company.close()]));

describe('a script', () => {
  it('plays a call in its time', async () => {
    const { carrier } = world;
    company.answer('/voice', '<Response><Gather numDigits="1" action="/pressed"/></Response>');
    company.answer('/pressed', '<Response><Say>Thanks.</Say><Pause length="60"/></Response>');
    const phone = carrier.phone('+989120000099');
    const lasts = carrier.play(phone.number, `ring ${OURS}\n wait 3\n press 1\n wait 2.5\n hang up`);
    expect(lasts).toBe(5_500);
    await carrier.advance(lasts);
    expect(company.at('/pressed')).toMatchObject([{ form: { Digits: '1' } }]);
    expect(company.at('/ended')).toMatchObject([{ form: { CallStatus: 'completed' } }]);
    expect(phone.heard().map(({ text }) => text)).toEqual(['Thanks.']);
  });

  it.each(['dance', 'wait', 'wait long', 'hang on', 'always maybe', 'always answer soon'])(
    'cannot say "%s"',
    (line) => {
      expect(() => world.carrier.play('+989120000098', line)).toThrow(`Nobody can follow: ${line}`);
    },
  );

  it('made by chance always ends, whatever the network loses, doubles and shuffles', async () => {
    const { carrier } = world;
    company.told.length = 0;
    company.answer(
      '/voice',
      '<Response><Gather numDigits="1" input="dtmf speech" timeout="4" action="/queue"/><Record/></Response>',
    );
    company.answer('/queue', '<Response><Enqueue waitUrl="/music">line</Enqueue></Response>');
    company.answer('/music', '<Response><Say>Wait.</Say><Pause length="10"/></Response>');
    carrier.faults.byChance({ double: 0.2, delay: 0.2, reorder: 0.2, drop: 0.05 });
    const numbers = Array.from({ length: CALLERS }, (_, n) => `+98990${String(n).padStart(7, '0')}`);
    for (const number of numbers) carrier.play(number, carrier.randomScript(OURS));
    await carrier.advance(300_000);
    const calls = numbers.map((number) => carrier.phone(number).call());
    expect(calls.every((call) => call?.endedAt)).toBe(true);
    expect((await world.client.queues.list()).every(({ currentSize }) => currentSize === 0)).toBe(true);
    expect(company.told.every(({ genuine }) => genuine)).toBe(true);
  });
});
