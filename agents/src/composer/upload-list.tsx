import { ActionIcon, Progress } from '@mantine/core';
import { IconAlertCircle, IconFile, IconX } from '@tabler/icons-react';
import { FileName } from '../base/file-name.js';
import { useTexts } from '../base/use-texts.js';
import styles from './composer.module.css';
import type { Upload } from './uploads.js';

export function UploadList({ uploads, onRemove }: { uploads: Upload[]; onRemove: (key: string) => void }) {
  const { t, f } = useTexts();
  if (uploads.length === 0) return null;
  return (
    <ul className={styles.uploads}>
      {uploads.map((upload) => (
        <li
          key={upload.key}
          className={styles.upload}
          data-failed={upload.failure ? true : undefined}
          data-testid="upload"
          data-done={upload.done ? true : undefined}
        >
          {upload.failure ? <IconAlertCircle size={16} aria-hidden /> : <IconFile size={16} aria-hidden />}
          <div className={styles.uploadText}>
            <FileName name={upload.name} />
            <span className={styles.uploadSize} role={upload.failure ? 'alert' : undefined}>
              {upload.failure ? t(`error.${upload.failure}`) : f.bytes(upload.sizeBytes)}
            </span>
            {!upload.done && !upload.failure && (
              <Progress
                size={3}
                value={upload.progress * 100}
                aria-label={t('composer.uploading', { share: f.percent(upload.progress) })}
              />
            )}
          </div>
          <ActionIcon
            size="sm"
            onClick={() => onRemove(upload.key)}
            aria-label={t('composer.removeFile', { name: upload.name })}
          >
            <IconX size={14} />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}
