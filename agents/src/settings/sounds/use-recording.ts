import { LIMITS } from 'virtual:contract-figures';
import type { AttachmentView } from '../../../../server/contract/index.js';
import { call, Failure } from '../../base/api.js';
import { useUploads } from '../../composer/uploads.js';

/** What the file chooser offers; whether it can be played on a line is known when the server has looked into it. */
export const PLAYABLE = '.mp3,.wav,audio/mpeg,audio/wav';

/** Brings one recording up at a time. */
export function useRecording() {
  const { uploads, add, clear, busy } = useUploads('recording', (body, signal) => {
    if (body.sizeBytes > LIMITS.soundBytes) throw new Failure('file.tooLarge', 'Larger than a recording may be.');
    return call('sounds.upload', { body, signal });
  });
  const failure = uploads.at(-1)?.failure ?? null;
  return {
    busy,
    /** `file.tooLarge` is of a recording's own limit. */
    failure,
    take: (file: File | null, onDone: (recording: AttachmentView) => void) => {
      clear();
      if (!file) return;
      add([file], (recording) => {
        clear(); // it is the form's now
        onDone(recording);
      });
    },
  };
}
