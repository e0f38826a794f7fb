import type { LineCall, LineEvent } from '../line-state.js';
import { followDevices } from './carrier-devices.js';
import { type CarrierCall, type CarrierDevice, type CarrierSdk, carrierSdk } from './carrier-sdk.js';
import { askForMicrophone } from './microphone.js';
import { LineFailure, type OpenLineBy, toldOf } from './port.js';
import { followQuality } from './quality.js';

type Tell = (event: LineEvent) => void;

/** The token is not, or no longer, taken: by the carrier's numbers. */
const TOKEN_ERRORS = new Set([20_101, 20_104, 20_151, 31_201, 31_202, 31_204, 31_205]);
const OPTIONS = {
  codecPreferences: ['opus', 'pcmu'],
  /** Who leaves the page in a talk is asked first. */
  closeProtection: true,
  allowIncomingWhileBusy: false,
  tokenRefreshMs: 60_000,
  logLevel: 'error',
};

/** The carrier's own line, by its SDK: sound by the browser. */
export function carrierLine(
  load: () => Promise<CarrierSdk> = carrierSdk,
  askMicrophone = askForMicrophone,
): OpenLineBy {
  return async ({ token }, tell) => {
    const { Device } = await load();
    if (!Device.isSupported) throw new LineFailure('unsupported');
    await askMicrophone();
    const device = new Device(token, OPTIONS);
    let current: CarrierCall | null = null;
    const retire = followRegistration(device, tell);
    device.on('incoming', (rung) => {
      const call = rung as CarrierCall;
      call.on('accept', () => {
        current = call;
      });
      followCall(call, tell);
    });
    const devices = device.audio && followDevices(device.audio, (found) => tell({ event: 'devices', devices: found }));
    // What stands in its way is told as an error.
    void device.register().catch(() => undefined);
    return {
      renew: (renewed) => device.updateToken(renewed),
      mute: (on) => current?.mute(on),
      chooseInput: (id) => devices?.chooseInput(id),
      chooseOutput: (id) => devices?.chooseOutput(id),
      retire,
      close: () => device.destroy(),
    };
  };
}

/**
 * The SDK comes back by itself after the network does; with a token that counts no more it cannot.
 * @returns retires it: also one that is offline just then, and would be rung again when it is back
 */
function followRegistration(device: CarrierDevice, tell: Tell): () => void {
  let retired = false;
  const retire = () => {
    retired = true;
    void device.unregister().catch(() => undefined);
  };
  device.on('registered', () => (retired ? retire() : tell({ event: 'ready' })));
  device.on('unregistered', () => !retired && tell({ event: 'lost', reason: 'offline' }));
  device.on('tokenWillExpire', () => tell({ event: 'expiring' }));
  device.on('error', (error) => {
    if (TOKEN_ERRORS.has((error as { code?: number }).code ?? 0)) tell({ event: 'closed', reason: 'refused' });
  });
  return retire;
}

function followCall(call: CarrierCall, tell: Tell): void {
  const sid = call.parameters.CallSid ?? '';
  const about: LineCall = {
    ...toldOf((name) => call.customParameters.get(name)),
    sid,
    accept: () => call.accept(),
    reject: () => call.reject(),
    hangUp: () => call.disconnect(),
    digits: (keys) => call.sendDigits(keys),
  };
  call.on('accept', () => tell({ event: 'answered', call: about }));
  for (const end of ['cancel', 'disconnect', 'reject']) call.on(end, () => tell({ event: 'ended', sid }));
  followQuality(call, (quality) => tell({ event: 'quality', quality }));
  tell({ event: 'ringing', call: about });
}
