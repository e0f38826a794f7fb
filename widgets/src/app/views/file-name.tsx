/** A file's name in its own direction, and what it ends in to the right of it, whatever the language of either. */
export function FileName({ name }: { name: string }) {
  const at = name.search(/\.[a-z0-9]{1,8}$/i);
  const ending = at < 0 ? '' : name.slice(at);
  return (
    <bdi dir="ltr">
      <bdi>{name.slice(0, name.length - ending.length)}</bdi>
      {ending}
    </bdi>
  );
}
