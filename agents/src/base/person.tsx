import { Avatar, type AvatarProps } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { isNumber } from './format.js';

/** First letters of the first and the last word. In Arabic script only the first: two letters would read as a word, and not always a kind one. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? '')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return /\p{Script=Arabic}/u.test(first + last) ? first : (first + last).toLocaleUpperCase();
}

/** No red: a telephone in it hangs up. */
const COLOURS = ['bond', 'blue', 'grape', 'pink', 'indigo', 'cyan', 'violet'];

/** The same person has the same colour everywhere. Of whom only a number is known there are no initials. */
export function Person({ name, id, ...rest }: { name: string; id: string } & AvatarProps) {
  const sum = [...id].reduce((total, char) => (total * 31 + char.charCodeAt(0)) % 9_973, 7);
  return (
    <Avatar size={36} color={COLOURS[sum % COLOURS.length]} variant="light" aria-hidden="true" {...rest}>
      {isNumber(name) ? <IconPhone size="50%" /> : initialsOf(name)}
    </Avatar>
  );
}
