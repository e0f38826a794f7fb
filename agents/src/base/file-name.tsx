const ENDING = /\.[a-z0-9]{1,8}$/i;

/** A file's name in its own direction, then what it ends in, which stands to the right of any name and stays when that is cut. */
export function FileName({ name }: { name: string }) {
  const ending = ENDING.exec(name)?.[0] ?? '';
  return (
    <span dir="ltr" className="file-name" title={name}>
      <bdi className="cut">{name.slice(0, name.length - ending.length)}</bdi>
      {ending}
    </span>
  );
}
