import { IconDownload, IconFile, IconFileTypePdf } from '@tabler/icons-react';
import type { AttachmentView } from '../../../server/contract/index.js';
import { FileName } from '../base/file-name.js';
import { useTexts } from '../base/use-texts.js';
import { Player } from '../phone/player.js';
import styles from './thread.module.css';

/** Pictures are shown in place, at their own proportions so that nothing jumps; everything else is a file to download. */
export function Attachments({ files }: { files: readonly AttachmentView[] }) {
  const { t, f } = useTexts();
  return files.map((file) => {
    if (file.type.startsWith('image/')) return <Picture key={file.id} file={file} />;
    if (file.type.startsWith('audio/')) return <Player key={file.id} name={file.name} url={file.url} />;
    const Icon = file.type === 'application/pdf' ? IconFileTypePdf : IconFile;
    return (
      <a key={file.id} href={file.url} download={file.name} className={styles.file} data-testid="attachment-file">
        <Icon size={26} stroke={1.4} aria-hidden />
        <span className={styles.fileText}>
          <FileName name={file.name} />
          <span className={styles.fileSize}>{f.bytes(file.sizeBytes)}</span>
        </span>
        <IconDownload size={17} role="img" aria-label={t('thread.download')} />
      </a>
    );
  });
}

function Picture({ file }: { file: AttachmentView }) {
  const shape =
    file.width && file.height
      ? { aspectRatio: `${file.width} / ${file.height}`, width: Math.min(320, file.width) }
      : undefined;
  return (
    <a
      href={file.url}
      target="_blank"
      rel="noopener noreferrer"
      className={styles.picture}
      data-testid="attachment-image"
    >
      <img src={file.url} alt={file.name} loading="lazy" style={shape} />
    </a>
  );
}
