import type { ComponentProps } from 'react';
import { NumberField } from '../../base/number-field.js';
import { useTexts } from '../../base/use-texts.js';

/** Whole seconds, a day at most unless said otherwise. */
export function SecondsField({ max = 86_400, ...rest }: Omit<ComponentProps<typeof NumberField>, 'unit'>) {
  const { t } = useTexts();
  return <NumberField {...rest} max={max} unit={t('queues.seconds')} />;
}
