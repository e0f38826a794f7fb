import { Button } from '@mantine/core';
import { useState } from 'react';
import type { TextTold, TouchpointView } from '../../../server/contract/index.js';
import { tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { focusComposer } from '../composer/focus.js';
import { useDesk } from '../live/use-desk.js';
import styles from './sms.module.css';
import { takeBack } from './take-back.js';

/** Files that came with a text: that they follow, or why one is not here. */
export function SmsFiles({ sms: { files = 0, refused = [] } }: { sms: TextTold }) {
  const { t, f } = useTexts();
  if (files === 0 && refused.length === 0) return null;
  return (
    <div className={styles.files} data-testid="sms-files">
      {files > 0 && <div>{t('sms.files', { count: files })}</div>}
      {refused.map(({ place, why }) => (
        <div key={place}>{t(`sms.refused.${why}`, { place: f.number(place) })}</div>
      ))}
    </div>
  );
}

interface WayProps {
  message: Extract<TouchpointView, { kind: 'message' }>;
  sms: TextTold;
  waits: boolean;
}

/** What a text of ours took, and when it leaves, where that is later: until then its writer may take it back. */
export function SmsWay({ message, sms: { segments = 0, sendAt }, waits }: WayProps) {
  const { t, f } = useTexts();
  const mine = useDesk((desk) => desk.me.id) === message.author.id;
  if (waits && sendAt)
    return (
      <>
        <span className="figures" data-testid="sms-waits">
          {t('sms.leavesAt', { time: f.dateTime(sendAt) })}
        </span>
        {mine && <TakeBack message={message} />}
      </>
    );
  if (segments < 2) return null;
  return <span className="figures">{t('sms.segments', { count: segments })}</span>;
}

function TakeBack({ message }: Pick<WayProps, 'message'>) {
  const { t } = useTexts();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    await takeBack(message).then(() => focusComposer('message'), tellFailure);
    setBusy(false);
  };
  return (
    <Button size="compact-xs" variant="subtle" loading={busy} onClick={run} data-testid="sms-take-back">
      {t('sms.takeBack')}
    </Button>
  );
}
