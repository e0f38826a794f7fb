import { afterEach, expect, it } from 'vitest';
import { createStore } from '../../agents/src/base/store.js';
import { makeKeeper } from '../../agents/src/phone/keeper.js';
import { type LineState, NO_LINE } from '../../agents/src/phone/line-state.js';
import { carrierLine } from '../../agents/src/phone/lines/carrier.js';
import { LineFailure } from '../../agents/src/phone/lines/port.js';
import { makeTabs } from '../../agents/src/phone/tabs.js';
import { eventually } from '../eventually.js';
import { aBrowsersLocks } from './locks.js';
import { aVoiceSdk } from './voice-sdk.js';

interface PageWish {
  locks?: LockManager;
  askMicrophone?: () => Promise<void>;
  isSupported?: boolean;
  /** Resolves when the answer to the nth question for a token comes. */
  tokenComes?: (n: number) => Promise<unknown>;
}
const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => void end()));

/** A page of an agent, its line just asked for. */
async function aPage({
  locks = aBrowsersLocks(),
  askMicrophone = async () => {},
  isSupported = true,
  tokenComes = async () => {},
}: PageWish = {}) {
  const store = createStore<LineState>(NO_LINE);
  const { load, devices } = aVoiceSdk({ isSupported });
  const pauses: { ms: number; end: () => void }[] = [];
  let tokens = 0;
  const keeper = makeKeeper({
    store,
    async askToken() {
      tokens += 1;
      const token = `token ${tokens}`;
      await tokenComes(tokens);
      return {
        token,
        line: 'carrier',
        identity: 'agent_1',
        expiresAt: '2030-01-01T10:00:00Z',
      } as never;
    },
    lines: { carrier: carrierLine(load, askMicrophone), simulated: () => Promise.reject(new Error('not asked for')) },
    tabs: makeTabs(locks),
    pause: (ms) => new Promise<void>((end) => void pauses.push({ ms, end })),
  });
  ends.push(keeper.start());
  const nthDevice = (n: number) =>
    eventually(() => {
      expect(devices.length).toBeGreaterThanOrEqual(n);
      return devices[n - 1]!;
    });
  return { ...{ keeper, store, devices, pauses, nthDevice }, state: () => store.get(), asked: () => tokens };
}

async function aReadyPage(wish: PageWish = {}) {
  const page = await aPage(wish);
  const device = await page.nthDevice(1);
  device.goOnline();
  await eventually(() => expect(page.state().line).toBe('ready'));
  return { ...page, device };
}

it('is ready once the carrier has registered it, lost with the network, and back with it', async () => {
  const page = await aPage();
  const device = await page.nthDevice(1);
  expect([page.state().line, device.tokens]).toEqual(['connecting', ['token 1']]);
  device.goOnline();
  expect(page.state()).toMatchObject({ line: 'ready', reason: null, kind: 'carrier' });
  device.goOffline();
  expect(page.state()).toMatchObject({ line: 'connecting', reason: 'offline' });
  device.goOnline();
  expect([page.state().line, page.devices.length]).toEqual(['ready', 1]);
});

it.each([
  {
    says: 'without a microphone',
    wish: { askMicrophone: () => Promise.reject(new LineFailure('microphoneMissing')) },
    reason: 'microphoneMissing',
  },
  { says: 'in a browser that cannot', wish: { isSupported: false }, reason: 'unsupported' },
] as const)('fails $says, and says why', async ({ wish, reason }) => {
  const page = await aPage(wish);
  await eventually(() => expect(page.state()).toMatchObject({ line: 'failed', reason }));
});

it('takes what its agent wanted at once; speaks, is mute, sends digits, and hangs up', async () => {
  const { device, state, keeper } = await aReadyPage();
  const call = device.rings('CA1');
  expect(call.status).toBe('open');
  expect(state()).toMatchObject({
    ringing: null,
    current: { sid: 'CA1', callId: 'k-CA1', reason: 'offer' },
    quality: 'good',
  });
  keeper.mute(true);
  expect([call.muted, state().muted]).toEqual([true, true]);
  keeper.mute(false);
  expect([call.muted, state().muted]).toEqual([false, false]);
  state().current!.digits('12#');
  expect(call.keys).toBe('12#');
  state().current!.hangUp();
  expect([call.status, state().current, state().quality]).toEqual(['closed', null, null]);
});

it('lets its agent decide about what a colleague asks, and forgets who gave up', async () => {
  const { device, state } = await aReadyPage();
  const refused = device.rings('CA1', { reason: 'consult' });
  expect([refused.status, state().ringing?.sid]).toEqual(['pending', 'CA1']);
  state().ringing!.reject();
  expect([refused.status, state().ringing]).toEqual(['closed', null]);
  device.rings('CA2', { reason: 'transfer' }).cancel();
  expect(state().ringing).toBeNull();
  device.rings('CA3', { reason: 'consult' });
  state().ringing!.accept();
  expect(state()).toMatchObject({ ringing: null, current: { sid: 'CA3' } });
});

it('is bad while it reconnects or by one bad warning, fair by one, bad by two, and good when they are over', async () => {
  const { device, state } = await aReadyPage();
  const call = device.rings('CA1');
  const seen = (event: string, ...about: unknown[]) => {
    call.emit(event, ...about);
    return state().quality;
  };
  expect(seen('warning', 'high-jitter', {})).toBe('fair');
  expect(seen('warning', 'constant-audio-input-level', {})).toBe('fair');
  expect(seen('warning', 'high-rtt', {})).toBe('bad');
  expect(seen('warning-cleared', 'high-rtt')).toBe('fair');
  expect(seen('reconnecting', new Error('ice'))).toBe('bad');
  expect(seen('reconnected')).toBe('fair');
  expect(seen('warning-cleared', 'high-jitter')).toBe('good');
  expect(seen('warning', 'low-bytes-received', {})).toBe('bad');
});

it('gets a new token before the old one ends, in a talk only after it', async () => {
  const { device, asked } = await aReadyPage();
  device.emit('tokenWillExpire', device);
  await eventually(() => expect(device.tokens).toEqual(['token 1', 'token 2']));
  const call = device.rings('CA1');
  device.emit('tokenWillExpire', device);
  expect(asked()).toBe(2);
  call.disconnect();
  await eventually(() => expect(device.tokens).toEqual(['token 1', 'token 2', 'token 3']));
});

it('does not end a talk that outlasts its token, and opens another line after it', async () => {
  const { device, state, devices, nthDevice } = await aReadyPage();
  const call = device.rings('CA1');
  device.emit('tokenWillExpire', device);
  device.fail(20_104);
  expect([call.status, state().current?.sid, state().line, devices.length]).toEqual(['open', 'CA1', 'connecting', 1]);
  call.disconnect();
  const next = await nthDevice(2);
  expect(device.state).toBe('destroyed');
  next.goOnline();
  expect(state().line).toBe('ready');
});

it.each([20_101, 20_104, 20_151])('opens another line when its token is refused with %i', async (code) => {
  const { device, nthDevice, pauses } = await aReadyPage();
  device.fail(code);
  await nthDevice(2);
  expect([device.state, pauses]).toEqual(['destroyed', []]);
});

it('stays when the carrier fails in what passes', async () => {
  const { device, devices, state } = await aReadyPage();
  device.fail(31_005);
  expect([devices.length, device.state, state().line]).toEqual([1, 'registered', 'ready']);
});

it('waits longer and longer where no token is taken, and no more once one is', async () => {
  const { nthDevice, pauses, devices } = await aPage();
  (await nthDevice(1)).fail(20_101);
  for (const n of [1, 2, 3]) {
    await eventually(() => expect(pauses).toHaveLength(n));
    expect(devices).toHaveLength(n);
    pauses[n - 1]!.end();
    (await nthDevice(n + 1)).fail(20_101);
  }
  await eventually(() => expect(pauses.map(({ ms }) => ms)).toEqual([1_000, 2_000, 4_000, 8_000]));
  pauses[3]!.end();
  const last = await nthDevice(5);
  last.goOnline();
  last.fail(20_104);
  await nthDevice(6);
  expect(pauses).toHaveLength(4);
});

it('uses the devices that were chosen, also those that are plugged in again', async () => {
  const { device, state, keeper } = await aReadyPage();
  const { audio } = device;
  audio.plug('headset', 'Headset');
  await eventually(() => expect(state().devices.inputs.map(({ name }) => name)).toEqual(['Built in', 'Headset']));
  keeper.chooseInput('headset');
  await eventually(() => expect([audio.input, state().devices.input]).toEqual(['headset', 'headset']));
  keeper.chooseOutput('default');
  await eventually(() => expect([audio.output, state().devices.output]).toEqual(['default', 'default']));
  audio.unplug('headset');
  await eventually(() => expect(state().devices.input).toBeNull());
  audio.input = 'default';
  audio.plug('headset', 'Headset');
  await eventually(() => expect([audio.input, state().devices.input]).toEqual(['headset', 'headset']));
});

it('is with the newest page, unless another talks; then with whoever takes it, and the talk goes on', async () => {
  const locks = aBrowsersLocks();
  const first = await aReadyPage({ locks });
  const second = await aReadyPage({ locks });
  await eventually(() => expect([first.state().line, first.device.state]).toEqual(['elsewhere', 'destroyed']));
  const call = second.device.rings('CA1');
  const third = await aPage({ locks });
  await eventually(() => expect(third.state()).toMatchObject({ line: 'elsewhere', reason: 'talksElsewhere' }));
  third.keeper.useHere();
  (await third.nthDevice(1)).goOnline();
  await eventually(() => expect([third.state().line, second.state().line]).toEqual(['ready', 'elsewhere']));
  expect([call.status, second.device.state]).toEqual(['open', 'unregistered']);
  call.disconnect();
  expect(second.device.state).toBe('destroyed');
});

it('is opened once where it is asked for again before its token has come', async () => {
  let comes = () => {};
  const tokenComes = (n: number) => (n === 1 ? new Promise<void>((resolve) => (comes = resolve)) : Promise.resolve());
  const page = await aPage({ tokenComes });
  await eventually(() => expect(page.asked()).toBe(1));
  ends.pop()?.();
  ends.push(page.keeper.start());
  (await page.nthDevice(1)).goOnline();
  await eventually(() => expect(page.state().line).toBe('ready'));
  comes();
  await new Promise((resolve) => setImmediate(resolve));
  expect([page.devices.length, page.state().line]).toEqual([1, 'ready']);
});

it('is not asked for before this page may have it', async () => {
  const locks = aBrowsersLocks();
  const first = await aReadyPage({ locks });
  const call = first.device.rings('CA1');
  const second = await aPage({ locks });
  second.keeper.again();
  await eventually(() => expect(second.state().reason).toBe('talksElsewhere'));
  second.keeper.again();
  expect([second.asked(), call.status]).toEqual([0, 'open']);
  call.disconnect();
});

it('is not rung any more where it was offline when another page took it', async () => {
  const locks = aBrowsersLocks();
  const first = await aReadyPage({ locks });
  const call = first.device.rings('CA1');
  first.device.goOffline();
  const second = await aPage({ locks });
  await eventually(() => expect(second.state().reason).toBe('talksElsewhere'));
  second.keeper.useHere();
  await second.nthDevice(1);
  await eventually(() => expect(first.state().line).toBe('elsewhere'));
  first.device.goOnline();
  await eventually(() => expect(first.device.state).toBe('unregistered'));
  expect([first.state().line, call.status]).toEqual(['elsewhere', 'open']);
  call.disconnect();
  expect(first.device.state).toBe('destroyed');
});
