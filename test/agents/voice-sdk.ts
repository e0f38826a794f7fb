/** The carrier's SDK at the edge of a page: its Device and its Call, with no network and no sound; a test says what happens. */
import { EventEmitter } from 'node:events';
import type { CarrierAudio, CarrierCall, CarrierDevice, CarrierSdk } from '../../agents/src/phone/lines/carrier-sdk.js';

export class FakeCall extends EventEmitter implements CarrierCall {
  status: 'pending' | 'open' | 'closed' = 'pending';
  keys = '';
  muted = false;
  readonly parameters: Record<string, string>;
  readonly customParameters: Map<string, string>;

  constructor(sid: string, about: Record<string, string>) {
    super();
    this.parameters = { CallSid: sid };
    this.customParameters = new Map(Object.entries(about));
  }
  accept(): void {
    if (this.status !== 'pending') return;
    this.status = 'open';
    this.emit('accept', this);
  }
  reject(): void {
    if (this.status !== 'pending') return;
    this.status = 'closed';
    this.emit('reject');
  }
  disconnect(): void {
    if (this.status !== 'open') return;
    this.status = 'closed';
    this.emit('disconnect', this);
  }
  /** Whoever calls gives up. */
  cancel(): void {
    this.status = 'closed';
    this.emit('cancel');
  }
  sendDigits(keys: string): void {
    this.keys += keys;
  }
  mute(on = true): void {
    this.muted = on;
  }
}

const device = (deviceId: string, label: string) => [deviceId, { deviceId, label } as MediaDeviceInfo] as const;

export class FakeAudio extends EventEmitter implements CarrierAudio {
  availableInputDevices = new Map([device('default', 'Built in')]);
  availableOutputDevices = new Map([device('default', 'Speakers')]);
  isOutputSelectionSupported = true;
  input: string | null = null;
  output: string | null = null;
  speakerDevices = {
    get: () => new Set<MediaDeviceInfo>(),
    set: async (ids: string | string[]) => {
      this.output = String(ids);
    },
  };
  async setInputDevice(id: string): Promise<void> {
    this.input = id;
  }
  plug(id: string, label: string): void {
    this.availableInputDevices.set(...device(id, label));
    this.emit('deviceChange');
  }
  unplug(id: string): void {
    this.availableInputDevices.delete(id);
    this.emit('deviceChange');
  }
}

export class FakeDevice extends EventEmitter implements CarrierDevice {
  state: 'unregistered' | 'registered' | 'destroyed' = 'unregistered';
  readonly audio = new FakeAudio();
  readonly tokens: string[];
  calls: FakeCall[] = [];

  constructor(token: string) {
    super();
    this.tokens = [token];
  }
  /** What the carrier says to it is the test's to decide. */
  async register(): Promise<void> {}
  async unregister(): Promise<void> {
    if (this.state !== 'registered') throw new Error(`Attempt to unregister when device is in state "${this.state}".`);
    this.goOffline();
  }
  updateToken(token: string): void {
    this.tokens.push(token);
  }
  destroy(): void {
    for (const call of this.calls) {
      call.reject();
      call.disconnect();
    }
    this.state = 'destroyed';
    this.removeAllListeners();
  }

  goOnline(): void {
    this.state = 'registered';
    this.emit('registered');
  }
  goOffline(): void {
    this.state = 'unregistered';
    this.emit('unregistered');
  }
  fail(code: number): void {
    this.emit('error', Object.assign(new Error('the carrier says no'), { code }), undefined);
  }
  rings(sid: string, about: Record<string, string> = {}): FakeCall {
    const call = new FakeCall(sid, { call: `k-${sid}`, reason: 'offer', ...about });
    this.calls.push(call);
    this.emit('incoming', call);
    return call;
  }
}

/** @returns the SDK, and what was made by it, the earliest first */
export function aVoiceSdk({ isSupported = true } = {}): { load: () => Promise<CarrierSdk>; devices: FakeDevice[] } {
  const devices: FakeDevice[] = [];
  class Device extends FakeDevice {
    static readonly isSupported = isSupported;
    constructor(token: string) {
      super(token);
      devices.push(this);
    }
  }
  return { load: async () => ({ Device }), devices };
}
