import { Text, TextInput, type TextInputProps } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTexts } from './use-texts.js';
import { wholeNumber } from './whole-number.js';

type Props = Omit<TextInputProps, 'value' | 'onChange' | 'min' | 'max' | 'rightSection'> & {
  value: number;
  onChange: (value: number) => void;
  min?: number;
  max?: number;
  /** What is counted, shown behind it. */
  unit?: string;
};

/**
 * A whole number in the digits of the language; typed in whichever. Up and down change it by one, with Shift by ten. What is no
 * number within the bounds is not taken, and on leaving the field shows again what holds.
 */
export function NumberField({ value, onChange, min = 0, max = 999_999_999, unit, ...rest }: Props) {
  const { f } = useTexts();
  const [typed, setTyped] = useState<string | null>(null);
  const take = (next: number | null) => next !== null && next >= min && next <= max && next !== value && onChange(next);
  const step = (event: KeyboardEvent) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    setTyped(null);
    take(Math.max(min, Math.min(max, value + by * (event.shiftKey ? 10 : 1))));
  };
  return (
    <TextInput
      {...rest}
      role="spinbutton"
      inputMode="numeric"
      autoComplete="off"
      // In the direction of the page, where the unit has its room; by digits alone it would not be known.
      attributes={{ input: { dir: f.locale === 'fa' ? 'rtl' : 'ltr' } }}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuetext={unit ? `${f.number(value)} ${unit}` : undefined}
      value={typed ?? f.plain(value)}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        take(wholeNumber(currentTarget.value));
      }}
      onKeyDown={step}
      onBlur={() => setTyped(null)}
      rightSection={
        unit && (
          <Text size="xs" c="dimmed" px={10} style={{ whiteSpace: 'nowrap' }}>
            {unit}
          </Text>
        )
      }
      rightSectionWidth="auto"
      rightSectionPointerEvents="none"
    />
  );
}
