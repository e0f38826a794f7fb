/** As much of the carrier's SDK as the line needs; its own classes are of this shape. */

export interface CarrierCall {
  readonly parameters: Record<string, string>;
  readonly customParameters: Map<string, string>;
  accept(): void;
  reject(): void;
  disconnect(): void;
  sendDigits(keys: string): void;
  mute(on?: boolean): void;
  on(event: string, listener: (...about: unknown[]) => void): unknown;
}

interface Outputs {
  get(): Set<MediaDeviceInfo>;
  set(ids: string | string[]): Promise<void>;
}

export interface CarrierAudio {
  readonly availableInputDevices: Map<string, MediaDeviceInfo>;
  readonly availableOutputDevices: Map<string, MediaDeviceInfo>;
  readonly isOutputSelectionSupported: boolean;
  readonly speakerDevices: Outputs;
  setInputDevice(id: string): Promise<void>;
  on(event: string, listener: () => void): unknown;
}

export interface CarrierDevice {
  readonly audio: CarrierAudio | null;
  register(): Promise<void>;
  unregister(): Promise<void>;
  updateToken(token: string): void;
  destroy(): void;
  on(event: string, listener: (...about: unknown[]) => void): unknown;
}

export interface CarrierSdk {
  Device: (new (token: string, options: object) => CarrierDevice) & { readonly isSupported: boolean };
}

/** Loaded when it is needed, in a file of its own. */
export const carrierSdk = async (): Promise<CarrierSdk> => import('@twilio/voice-sdk');
