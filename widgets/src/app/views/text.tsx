const LINK = /\bhttps?:\/\/[^\s<>"'«»]+[^\s<>"'«».,;:!?؟،؛)\]}]/gi;

/** What somebody wrote: always text, never markup; web addresses can be followed. */
export function Text({ text }: { text: string }) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(text.slice(from, match.index));
    parts.push(
      <a href={match[0]} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
        {match[0]}
      </a>,
    );
    from = match.index + match[0].length;
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  );
}

/** A file's name without the signs that turn the direction of what follows: they serve to hide the true ending. */
export const plainName = (name: string): string => name.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
