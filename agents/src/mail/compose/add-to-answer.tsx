import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { bareAddress } from '../../../../server/contract/answer-to.js';
import { createStore, useStore } from '../../base/store.js';
import { useTexts } from '../../base/use-texts.js';
import { focusComposer } from '../../composer/focus.js';
import { changeMailDraft, useMailDraft } from '../../drafts/drafts.js';
import { useOurs } from '../use-ours.js';
import { unique } from './recipients.js';

/** Whose answer is being written on the screen, by mail; null where none is. */
export const openAnswer = createStore<string | null>(null);

/** Offers whoever a mail names to the answer that stands below. */
export function AddToAnswer({ address }: { address: string }) {
  const id = useStore(openAnswer);
  return id && <Offered id={id} address={address} />;
}

function Offered({ id, address }: { id: string; address: string }) {
  const { t } = useTexts();
  const { to, cc, bcc } = useMailDraft(id);
  const ours = useOurs();
  if (ours.has(bareAddress(address)) || [...(to ?? []), ...cc, ...bcc].includes(address)) return null;
  const add = () => {
    changeMailDraft(id, { cc: unique([...cc, address]) });
    focusComposer('message');
  };
  return (
    <Button
      size="compact-xs"
      variant="light"
      leftSection={<IconUserPlus size={13} aria-hidden />}
      onClick={add}
      data-testid="mail-add-to-answer"
    >
      {t('mail.addToAnswer')}
    </Button>
  );
}
