import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { failureOf } from '../base/api.js';
import { refusedFields } from '../base/failure.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { type TornWords, useAskingTornFields } from './ask-torn-fields.js';
import { followed, mergeEdits } from './merge-edits.js';

interface Shared<T> {
  /** What holds, as far as it is known here. Where it changes while the form is open, what was not touched in it changes with it. */
  initial: T;
  /** Fields whose own fields count one by one. */
  parts?: readonly (keyof T)[];
  /** Says what both changed; without it, it is named only. */
  words?: TornWords;
  /** What holds now, read afresh. */
  read: () => Promise<T>;
  /** Sends the change. @returns what holds then */
  send: (change: Partial<T>) => Promise<T>;
}

/** Where somebody else saves at the very same time, again and again. */
const MOST_TRIES = 4;

/**
 * A form of what several people may be editing. Saving sends only what was changed here, and asks first where somebody else
 * changed the same. What cannot be sent stays in the form.
 */
export function useSharedForm<T extends Record<string, unknown>>({ initial, parts, words, read, send }: Shared<T>) {
  const { t } = useTexts();
  const form = useForm<T>({ initialValues: initial });
  const [saving, setSaving] = useState(false);
  const ask = useAskingTornFields(words);

  function show(base: T, mine: T): void {
    form.setInitialValues(base);
    form.setValues(mine as Partial<T>);
    form.resetDirty(base);
  }

  const known = JSON.stringify(initial);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when something else holds; a form is new each time it is drawn
  useEffect(() => {
    const next = followed(form.getInitialValues() as T, form.getValues() as T, initial, parts);
    show(next.base, next.mine);
  }, [known]);

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
    show(now, now);
    tellDone(t('common.saved'));
  }

  async function merge(base: T, mine: T, tries: number): Promise<void> {
    const { change, torn } = mergeEdits<T>(base, mine, await read(), parts);
    if (torn.length > 0) ask(torn, () => void attempt(() => put(change)));
    else
      await put(change).catch((error: unknown) => {
        if (failureOf(error).code !== 'record.moved' || tries <= 1) throw error;
        return merge(base, mine, tries - 1);
      });
  }

  const submit = form.onSubmit((mine) => {
    const base = form.getInitialValues() as T;
    return attempt(() => merge(base, mine as T, MOST_TRIES));
  });
  return { form, submit, saving, reset: () => show(initial, initial) };
}
