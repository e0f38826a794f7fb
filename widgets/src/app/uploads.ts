import type { AttachmentView } from '../../../server/contract/views.js';
import { Refused } from './refused.js';

export interface Upload {
  done: Promise<AttachmentView>;
  cancel(): void;
}

/** Puts the bytes to a one-use ticket. XMLHttpRequest, because fetch cannot tell how far it is. @param progress 0 to 1 */
export function putFile(url: string, file: File, progress: (share: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<AttachmentView>((resolve, reject) => {
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status < 300 && answer?.id) resolve(answer as AttachmentView);
      else reject(new Refused(answer?.error?.code ?? codeFor(request.status)));
    };
    request.onerror = () => reject(new Refused('down'));
    request.onabort = () => reject(new Refused('cancelled'));
  });
  request.open('PUT', url);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.send(file);
  return { done, cancel: () => request.abort() };
}

function parsed(json: string): (Partial<AttachmentView> & { error?: { code?: string } }) | null {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** A proxy in between may refuse in its own words. */
const codeFor = (status: number): string =>
  status === 413 ? 'file.tooLarge' : status === 429 ? 'rate.limited' : 'internal';
