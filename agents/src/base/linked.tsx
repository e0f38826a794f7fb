import { Anchor } from '@mantine/core';

const ADDRESS = /(https?:\/\/[^\s<>"'()\u200c]+[^\s<>"'().,;:!?،؛؟\u200c])/g;

/** Text whose web addresses can be followed. */
export function Linked({ text }: { text: string }) {
  return text.split(ADDRESS).map((part, i) =>
    i % 2 === 0 ? (
      part
    ) : (
      // The same address may stand twice: only the place tells them apart.
      <Anchor
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        key={i}
        href={part}
        target="_blank"
        rel="noopener noreferrer nofollow"
        inherit
        underline="always"
        dir="ltr"
      >
        {part}
      </Anchor>
    ),
  );
}
