import { Alert, Button, Group, Modal, Select, Stack, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { CustomerView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { named } from '../base/named.js';
import { useRunning } from '../base/use-running.js';
import { useTexts } from '../base/use-texts.js';
import { OnlyHere } from '../drafts/only-here.js';
import { useDraftText } from '../drafts/use-draft-text.js';
import { takeIn } from '../live/live.js';
import { useDesk } from '../live/use-desk.js';
import { SmsLength } from './sms-bar.js';

/** A new matter, begun by us: a text to a customer, and the conversation that it opens. */
export function WriteText({ customer, onClose }: { customer: CustomerView; onClose: () => void }) {
  const { t, f } = useTexts();
  const navigate = useNavigate();
  const all = useDesk((desk) => desk.numbers);
  const numbers = all.filter(({ sms }) => sms);
  const [clientId] = useState(() => crypto.randomUUID());
  const [numberId, setNumberId] = useState(numbers[0]?.id ?? '');
  const key = `text:${customer.id}`;
  const [text, setText] = useDraftText(key);
  const { busy, run } = useRunning();
  const blocked = customer.consent.some(({ channel, granted }) => channel === 'sms' && !granted);
  const send = () =>
    run(async () => {
      const body = { clientId, text: text.trim(), sms: { numberId } };
      const made = await call('conversations.write', { params: { id: customer.id }, body });
      setText('');
      takeIn(made);
      onClose();
      await navigate({ to: '/inbox/$conversationId', params: { conversationId: made.id } });
    });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('sms.write.title', { name: `\u2068${named({ t, f }, customer.name)}\u2069` })}
      attributes={{ content: { 'data-testid': 'write-text' } }}
    >
      <Stack gap="sm">
        {blocked && <Alert color="yellow">{t('sms.optedOut')}</Alert>}
        <Select
          label={t('sms.write.from')}
          allowDeselect={false}
          value={numberId}
          onChange={(id) => id && setNumberId(id)}
          data={numbers.map(({ id, name, number }) => ({ value: id, label: `${name} · ${f.phone(number)}` }))}
        />
        <Textarea
          label={t('sms.write.text')}
          {...{ autosize: true, minRows: 3, maxRows: 12, maxLength: 4_000 }}
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <OnlyHere draftKey={key} />
        <Group justify="space-between" gap={8}>
          <span style={{ fontSize: 12 }}>
            <SmsLength text={text} />
          </span>
          <Button
            disabled={blocked || text.trim() === ''}
            loading={busy}
            onClick={() => void send()}
            data-testid="text-send"
          >
            {t('composer.submit.message')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
