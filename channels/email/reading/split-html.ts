/** Both parts are whole: what is open where they part is closed in the one and opened again in the other. Marks are taken away. */
export function splitHtml(tokens: string[], at: number): { html: string; quotedHtml: string } {
  const open: string[] = [];
  for (const token of tokens.slice(0, at)) {
    if (!token.startsWith('<') || token.endsWith('/>')) continue;
    if (token.startsWith('</')) open.pop();
    else open.push(token);
  }
  const close = [...open].reverse().map((tag) => `</${/^<([a-z0-9]+)/.exec(tag)?.[1]}>`);
  return {
    html: withoutMarks([...tokens.slice(0, at), ...close].join('')),
    // A second element of the same id would be there only to mislead.
    quotedHtml: withoutMarks([...open.map((tag) => tag.replace(/ id="[^"]*"/, '')), ...tokens.slice(at)].join('')),
  };
}

export const withoutMarks = (html: string): string => html.replace(/ data-mark="\w*"/g, '');
