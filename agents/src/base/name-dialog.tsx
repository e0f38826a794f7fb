import { Button, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';

interface Props {
  title: string;
  label: string;
  /** What the button says. */
  submit: string;
  saving: boolean;
  onName: (name: string) => void;
  onClose: () => void;
}

/** Asks for the name of something new; what it is beside its name is set on its own page. Mounted while it is open. */
export function NameDialog({ title, label, submit, saving, onName, onClose }: Props) {
  const [name, setName] = useState('');
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim()) onName(name.trim());
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <form onSubmit={send}>
        <Stack gap="sm">
          <TextInput
            label={label}
            required
            withAsterisk={false}
            maxLength={120}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" loading={saving} disabled={!name.trim()} ms="auto" data-testid="name-submit">
            {submit}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
