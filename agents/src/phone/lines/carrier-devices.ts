import { keep, kept } from '../../base/keep.js';
import type { Device, Devices } from '../line-state.js';
import type { CarrierAudio } from './carrier-sdk.js';

const INPUT = 'phone.input';
const OUTPUT = 'phone.output';

/** Microphones and loudspeakers: which there are, and which this person chose. @returns choosers */
export function followDevices(audio: CarrierAudio, tell: (devices: Devices) => void) {
  const chosen = { input: kept(INPUT), output: kept(OUTPUT) };

  const told = () =>
    tell({
      inputs: listed(audio.availableInputDevices),
      outputs: audio.isOutputSelectionSupported ? listed(audio.availableOutputDevices) : [],
      input: has(audio.availableInputDevices, chosen.input),
      output: has(audio.availableOutputDevices, chosen.output),
    });

  /** One that is not plugged in is not forgotten: it may come back. */
  async function apply(): Promise<void> {
    const input = has(audio.availableInputDevices, chosen.input);
    const output = audio.isOutputSelectionSupported ? has(audio.availableOutputDevices, chosen.output) : null;
    if (input) await audio.setInputDevice(input).catch(() => undefined);
    if (output) await audio.speakerDevices.set(output).catch(() => undefined);
    told();
  }

  audio.on('deviceChange', () => void apply());
  void apply();
  return {
    chooseInput(id: string): void {
      chosen.input = id;
      keep(INPUT, id);
      void apply();
    },
    chooseOutput(id: string): void {
      chosen.output = id;
      keep(OUTPUT, id);
      void apply();
    },
  };
}

/** Without a name there is nothing to choose by. */
const listed = (devices: Map<string, MediaDeviceInfo>): Device[] =>
  [...devices.values()].filter(({ label }) => label).map(({ deviceId, label }) => ({ id: deviceId, name: label }));

const has = (devices: Map<string, MediaDeviceInfo>, id: string | null): string | null =>
  id !== null && devices.has(id) ? id : null;
