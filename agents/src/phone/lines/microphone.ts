import type { LineReason } from '../line-state.js';
import { LineFailure } from './port.js';

const REASONS: Record<string, LineReason> = {
  NotAllowedError: 'microphoneRefused',
  NotFoundError: 'microphoneMissing',
  NotReadableError: 'microphoneBusy',
};

/** Asks for the microphone, and lets it go: who is rung must be able to speak. @throws LineFailure */
export async function askForMicrophone(media: MediaDevices | undefined = navigator.mediaDevices): Promise<void> {
  // Browsers hide it from pages that others could have changed on the way.
  if (!media) throw new LineFailure('insecure');
  const stream = await media.getUserMedia({ audio: true }).catch((error: Error) => {
    throw new LineFailure(REASONS[error.name] ?? 'microphoneBusy');
  });
  for (const track of stream.getTracks()) track.stop();
}
