import { Button } from '@mantine/core';
import { useState } from 'react';
import { tellFailure } from '../../base/tell.js';
import { useTexts } from '../../base/use-texts.js';
import { focusComposer } from '../../composer/focus.js';
import { useDesk } from '../../live/use-desk.js';
import { WhyFailed } from '../../thread/why-failed.js';
import { failedForSome } from '../people.js';
import { leavesAt, type OwnMessage } from './leaves-at.js';
import { putBack, takeBack } from './take-back.js';

/** How it is with a mail of ours on its way: when it leaves, and what can be done where it did not. */
export function MailWay({ message, mayReply }: { message: OwnMessage; mayReply: boolean }) {
  const { t, f } = useTexts();
  const mine = useDesk((desk) => desk.me.id) === message.author.id;
  const [busy, setBusy] = useState(false);
  const run = async (act: (message: OwnMessage) => Promise<void>) => {
    setBusy(true);
    await act(message).then(() => focusComposer('message'), tellFailure);
    setBusy(false);
  };
  const scheduled = leavesAt(message) !== null && message.details.mail?.sendAt;
  if (scheduled)
    return (
      <>
        <span className="figures" data-testid="mail-scheduled">
          {t('mail.compose.scheduled', { time: f.dateTime(scheduled) })}
        </span>
        {mine && (
          <Button
            size="compact-xs"
            variant="subtle"
            loading={busy}
            onClick={() => run(takeBack)}
            data-testid="mail-take-back"
          >
            {t('mail.compose.takeBack')}
          </Button>
        )}
      </>
    );
  if (message.delivery.state === 'pending' && message.delivery.reason) return <WhyFailed delivery={message.delivery} />;
  const missing = failedForSome(message).length;
  // What was taken back is in the composer already, or was thrown away.
  const failed = message.delivery.state === 'failed' && message.delivery.reason !== 'takenBack';
  if (!failed && missing === 0) return null;
  return (
    <>
      <WhyFailed delivery={message.delivery} />
      {mayReply && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="red"
          loading={busy}
          onClick={() => run(putBack)}
          data-testid="mail-edit-again"
        >
          {missing > 0 ? t('mail.compose.editAgainForSome', { count: missing }) : t('mail.compose.editAgain')}
        </Button>
      )}
    </>
  );
}
