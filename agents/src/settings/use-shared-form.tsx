import { Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { refusedFields } from '../base/failure.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { mergeEdits } from './merge-edits.js';

interface Shared<T> {
  initial: T;
  /** Fields whose own fields count one by one. */
  parts?: readonly (keyof T)[];
  /** What holds now, read afresh. */
  read: () => Promise<T>;
  /** Sends the change. @returns what holds then */
  send: (change: Partial<T>) => Promise<T>;
}

/**
 * A form of what several people may be editing. Saving sends only what was changed here, and asks first where somebody else
 * changed the same. What cannot be sent stays in the form.
 */
export function useSharedForm<T extends Record<string, unknown>>({ initial, parts, read, send }: Shared<T>) {
  const { t, f } = useTexts();
  const form = useForm<T>({ initialValues: initial });
  const [saving, setSaving] = useState(false);

  async function attempt(work: () => Promise<void>): Promise<void> {
    setSaving(true);
    await work().catch((error: unknown) => {
      form.setErrors(Object.fromEntries(refusedFields(error).map((path) => [path, t('common.notAccepted')])));
      tellFailure(error);
    });
    setSaving(false);
  }

  async function put(change: Partial<T>): Promise<void> {
    const now = await send(change);
    form.setInitialValues(now);
    form.setValues(now as Partial<T>);
    form.resetDirty(now);
    tellDone(t('common.saved'));
  }

  function ask(change: Partial<T>, torn: string[]): void {
    const names = f.list(torn.map((name) => t(`path.${name as 'name'}`)));
    modals.openConfirmModal({
      title: t('settings.tornTitle'),
      children: <Text size="sm">{t('settings.torn', { names })}</Text>,
      labels: { confirm: t('settings.saveMine'), cancel: t('settings.goOn') },
      onConfirm: () => attempt(() => put(change)),
    });
  }

  const submit = form.onSubmit((mine) =>
    attempt(async () => {
      const { change, torn } = mergeEdits<T>(form.getInitialValues(), mine as T, await read(), parts);
      if (torn.length > 0) ask(change, torn);
      else await put(change);
    }),
  );
  return { form, submit, saving };
}
