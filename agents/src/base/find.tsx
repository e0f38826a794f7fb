import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { fold } from './fold.js';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** So many are not seen at a glance. */
export const MANY = 10;

/** Narrows a list to what has these letters. */
export function Find({ label, value, onChange }: Props) {
  return (
    <TextInput
      flex="0 1 300px"
      maw={300}
      size="xs"
      leftSection={<IconSearch size={14} />}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Whether one of the texts has the letters sought, however they are typed. */
export function isFound(search: string, ...texts: (string | null)[]): boolean {
  const sought = fold(search);
  return texts.some((text) => text !== null && fold(text).includes(sought));
}
