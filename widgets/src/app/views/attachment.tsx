import { useState } from 'preact/hooks';
import type { AttachmentView } from '../../../../server/contract/views.js';
import { useChat } from './context.js';
import { FileName } from './file-name.js';
import { Icon } from './icon.js';
import { plainName } from './text.js';

const SHOWN = /^image\/(png|jpeg|gif|webp|avif)$/;
const WIDEST = 240;
const HIGHEST = 280;

/** A picture in place, with its size known before it has come; anything else as a line to download. */
export function Attachment({ file }: { file: AttachmentView }) {
  const { tongue, t } = useChat();
  const [broken, setBroken] = useState(false);
  const name = plainName(file.name);
  if (SHOWN.test(file.type) && !broken) {
    const { width, height } = fitted(file);
    return (
      <a
        class="picture"
        href={file.url}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={t('file.image', { name })}
      >
        <img src={file.url} alt={name} width={width} height={height} loading="lazy" onError={() => setBroken(true)} />
      </a>
    );
  }
  return (
    <a class="file" href={file.url} target="_blank" rel="noopener noreferrer" data-testid="file">
      <Icon name="file" />
      <span class="hidden">{t('file.download')} </span>
      <span class="line">
        <FileName name={name} />
      </span>
      <span class="quiet">{tongue.size(file.sizeBytes)}</span>
    </a>
  );
}

function fitted({ width, height }: AttachmentView): { width: number; height?: number } {
  if (!width || !height) return { width: WIDEST };
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
