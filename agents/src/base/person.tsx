import { Avatar, type AvatarProps } from '@mantine/core';

/** First letters of the first and the last word; joined Persian letters keep a thin gap, as they are read apart. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  const joined = letters.filter(Boolean).join('\u200c');
  return joined.toLocaleUpperCase() || '?';
}

const COLOURS = ['bond', 'blue', 'grape', 'pink', 'indigo', 'cyan', 'violet', 'red'];

/** The same person has the same colour everywhere. */
export function Person({ name, id, ...rest }: { name: string; id: string } & AvatarProps) {
  const sum = [...id].reduce((total, char) => (total * 31 + char.charCodeAt(0)) % 9_973, 7);
  return (
    <Avatar size={36} color={COLOURS[sum % COLOURS.length]} variant="light" aria-hidden="true" {...rest}>
      {initialsOf(name)}
    </Avatar>
  );
}
