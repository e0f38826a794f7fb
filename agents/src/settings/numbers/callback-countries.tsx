import { MultiSelect, type OptionsFilter } from '@mantine/core';
import { useMemo } from 'react';
import { COUNTRIES } from '../../../../server/contract/countries.js';
import { fold } from '../../base/fold.js';
import { useTexts } from '../../base/use-texts.js';
import type { NumberForm } from './use-number-form.js';

/** Without marks above the letters: "turk" finds "Türkiye". */
const plain = (text: string) => fold(text.normalize('NFD').replace(/\p{Mn}/gu, ''));

/** Those that begin with what is typed come first: Enter takes the first. */
const filter: OptionsFilter = ({ options, search }) => {
  const asked = plain(search);
  const at = new Map(options.map((one) => [one, 'label' in one ? plain(one.label).indexOf(asked) : -1]));
  const found = options.filter((one) => at.get(one)! >= 0);
  return found.sort((a, b) => Number(at.get(a)! > 0) - Number(at.get(b)! > 0));
};

/** Where customers who ask for it are called. */
export function CallbackCountries({ form }: { form: NumberForm }) {
  const { t, f } = useTexts();
  const countries = useMemo(() => {
    const named = COUNTRIES.map((value) => ({ value, label: f.country(value) }));
    return named.sort((a, b) => a.label.localeCompare(b.label, f.locale));
  }, [f]);
  const none = form.values.voice.callbackCountries.length === 0;
  return (
    <MultiSelect
      label={t('voice.callbackCountries')}
      description={t('voice.callbackCountriesHint')}
      {...(none && { placeholder: t('voice.callbackCountriesNone') })}
      searchable
      hidePickedOptions
      data={countries}
      filter={filter}
      data-testid="callback-countries"
      {...form.getInputProps('voice.callbackCountries')}
    />
  );
}
