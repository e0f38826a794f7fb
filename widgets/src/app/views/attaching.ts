import { useRef, useState } from 'preact/hooks';
import type { AttachmentView } from '../../../../server/contract/views.js';
import { newId } from '../new-id.js';
import { Refused } from '../refused.js';
import type { Upload } from '../uploads.js';
import { errorText, useChat } from './context.js';
import { plainName } from './text.js';

/** A file on its way into the message that is being written. */
export interface Attaching {
  id: string;
  name: string;
  /** 0 to 1; 1 with `file` when it is there. */
  progress: number;
  file: AttachmentView | null;
  cancel(): void;
}

const MOST = 10;

export function useAttaching() {
  const { client, state, tongue, t } = useChat();
  const [files, setFiles] = useState<Attaching[]>([]);
  const [wrong, setWrong] = useState('');
  const cancelled = useRef(new Set<string>());
  const max = state.config?.maxFileBytes ?? 0;

  const change = (id: string, to: Partial<Attaching>): void =>
    setFiles((before) => before.map((file) => (file.id === id ? { ...file, ...to } : file)));
  const remove = (id: string): void => setFiles((before) => before.filter((file) => file.id !== id));

  async function add(file: File): Promise<void> {
    const id = newId();
    const name = plainName(file.name);
    const stop = (): void => {
      cancelled.current.add(id);
      remove(id);
    };
    setFiles((before) => [...before, { id, name, progress: 0, file: null, cancel: stop }]);
    try {
      if (file.size === 0) throw new Refused('file.empty');
      if (file.size > max) throw new Refused('file.tooLarge');
      const upload: Upload = await client.upload(file, (progress) => change(id, { progress }));
      if (cancelled.current.has(id)) upload.cancel();
      const abort = (): void => {
        upload.cancel();
        stop();
      };
      if (!cancelled.current.has(id)) change(id, { cancel: abort });
      change(id, { file: await upload.done, progress: 1, cancel: stop });
    } catch (error) {
      remove(id);
      if (!cancelled.current.has(id))
        setWrong(errorText(tongue, error, { name: `\u2068${name}\u2069`, max: tongue.size(max) }));
    }
  }

  return {
    files,
    wrong,
    busy: files.some((file) => !file.file),
    addAll(list: Iterable<File>): void {
      const chosen = [...list];
      setWrong(files.length + chosen.length > MOST ? t('file.most', { n: MOST }) : '');
      for (const file of chosen.slice(0, MOST - files.length)) void add(file);
    },
    take(): AttachmentView[] {
      const done = files.flatMap(({ file }) => file ?? []);
      setFiles([]);
      setWrong('');
      return done;
    },
  };
}
