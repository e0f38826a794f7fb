import { LIMITS } from 'virtual:contract-figures';
import { useRef, useState } from 'react';
import type { AttachmentView } from '../../../server/contract/index.js';
import { Failure, type FailureCode, failureOf } from '../base/api.js';
import { changeUploaded, useUploaded } from '../drafts/drafts.js';

export interface Upload {
  key: string;
  name: string;
  sizeBytes: number;
  /** 0 to 1. */
  progress: number;
  done: AttachmentView | null;
  failure: FailureCode | null;
}

/** Where a file may be put; from a conversation, or from a customer where there is none yet. */
type AskTicket = (file: { name: string; sizeBytes: number }, signal: AbortSignal) => Promise<{ url: string }>;

const asUpload = (file: AttachmentView): Upload => ({
  ...{ key: file.id, name: file.name, sizeBytes: file.sizeBytes, progress: 1, done: file, failure: null },
});

/**
 * Files on their way up, and those that are there.
 * @param place what they are written for
 */
export function useUploads(place: string, askTicket: AskTicket) {
  const [rising, setUploads] = useState<Upload[]>([]);
  const there = useUploaded(place);
  const uploads = [...there.map(asUpload), ...rising];
  const running = useRef(new Map<string, AbortController>());
  const change = (key: string, to: Partial<Upload>) =>
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...to } : upload)));

  const addOne = (file: File, onDone?: (done: AttachmentView) => void) => {
    const key = crypto.randomUUID();
    const stop = new AbortController();
    running.current.set(key, stop);
    const name = file.name || 'file';
    setUploads((all) => [...all, { key, name, sizeBytes: file.size, progress: 0, done: null, failure: null }]);
    uploadFile(askTicket, file, name, stop.signal, (progress) => change(key, { progress }))
      .then((done) => {
        setUploads((all) => all.filter((upload) => upload.key !== key));
        changeUploaded(place, (files) => [...files, done]);
        onDone?.(done);
      })
      .catch((error: unknown) => !stop.signal.aborted && change(key, { failure: failureOf(error).code }));
  };
  const remove = (key: string) => {
    running.current.get(key)?.abort();
    running.current.delete(key);
    setUploads((all) => all.filter((upload) => upload.key !== key));
    changeUploaded(place, (files) => files.filter(({ id }) => id !== key));
  };
  return {
    uploads,
    /** @param onDone is told each as it is there */
    add: (files: Iterable<File>, onDone?: (done: AttachmentView) => void) => {
      const room = LIMITS.attachmentsPerMessage - uploads.length;
      for (const file of [...files].slice(0, Math.max(0, room))) addOne(file, onDone);
    },
    remove,
    clear(): void {
      setUploads([]);
      changeUploaded(place, () => []);
    },
    ready: uploads.flatMap((upload) => upload.done ?? []),
    busy: uploads.some((upload) => !upload.done && !upload.failure),
  };
}

async function uploadFile(
  askTicket: AskTicket,
  file: File,
  name: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
) {
  if (file.size > LIMITS.fileBytes) throw new Failure('file.tooLarge', 'Too large.');
  if (file.size === 0) throw new Failure('file.refused', 'Empty.');
  const ticket = await askTicket({ name: name.slice(0, 300), sizeBytes: file.size }, signal);
  return putBytes(ticket.url, file, signal, onProgress);
}

/** fetch cannot tell how far a body is gone; XMLHttpRequest can. */
function putBytes(
  url: string,
  file: File,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<AttachmentView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    request.responseType = 'json';
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      const answer = request.response as { error?: { code: FailureCode; message: string } } | AttachmentView | null;
      if (request.status < 300 && answer && 'id' in answer) return resolve(answer);
      const error = answer && 'error' in answer ? answer.error : undefined;
      reject(new Failure(error?.code ?? 'internal', error?.message ?? ''));
    };
    request.onerror = () => reject(new Failure('offline', 'The upload broke off.'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
