import { TextInput, type TextInputProps } from '@mantine/core';
import { useState } from 'react';
import { clockTime } from './clock-time.js';
import { useTexts } from './use-texts.js';

type Props = Omit<TextInputProps, 'value' | 'onChange' | 'defaultValue' | 'onBlur' | 'onFocus' | 'checked'> & {
  /** HH:MM */
  value: string;
  onChange: (value: string) => void;
};

/**
 * A time of day over 24 hours, in the digits of the language; typed in whichever. A browser's own field follows the browser's
 * language and not ours. What is no time is not taken, and on leaving the field shows again what holds.
 */
export function ClockField({ value, onChange, ...rest }: Props) {
  const { f } = useTexts();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      {...rest}
      inputMode="numeric"
      autoComplete="off"
      maxLength={5}
      dir="ltr"
      value={typed ?? f.keys(value)}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        const time = clockTime(currentTarget.value);
        if (time && time !== value) onChange(time);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
